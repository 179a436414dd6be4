import { action, command } from "../advice.ts";
import type { Profile } from "../profile/tree.ts";
import type { Surroundings } from "../surroundings.ts";
import { type CacheName, formatCacheName } from "./cache-name.ts";
import { type DirectoryCache, directoryCache } from "./directory.ts";
import { CacheAccessError } from "./errors.ts";

export const defaultKcmSocket = "/var/run/.heim_org.h5l.kcm-socket";

/** How to get at the bytes of a cache. */
export type CacheSource =
  | { readonly kind: "file"; readonly path: string }
  | ({ readonly kind: "directory" } & DirectoryCache)
  /** Over the daemon's socket; `cache` is undefined for its default cache. */
  | { readonly kind: "kcm"; readonly socket: string; readonly cache: string | undefined }
  /** In the kernel; only the person's own programs reach it. See `keyringExport`. */
  | { readonly kind: "keyring"; readonly name: string };

/**
 * Where the bytes of a named cache are.
 *
 * @throws CacheNameError; CacheAccessError for caches that nobody else can read, with what to do instead
 */
export function cacheSource(name: CacheName, profile: Profile, surroundings: Surroundings): CacheSource {
  switch (name.type) {
    case "FILE":
      return { kind: "file", path: name.residual };
    case "DIR":
      return { kind: "directory", ...directoryCache(name.residual, surroundings) };
    case "KCM":
      return kcm(name, profile, surroundings);
    case "KEYRING":
      return { kind: "keyring", name: formatCacheName(name) };
    case "MEMORY":
      throw new CacheAccessError(
        "memory",
        `${formatCacheName(name)} lives in the memory of one process and cannot be shared.`,
        "MEMORY caches end with the program that made them.",
        [command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit")],
      );
    case "API":
      throw new CacheAccessError(
        "api",
        `${formatCacheName(name)} is kept by macOS and cannot be read from a container or by this program.`,
        "Only programs of the logged-in person reach the operating system's own ticket store.",
        macSteps,
      );
    case "MSLSA":
      throw new CacheAccessError(
        "mslsa",
        "MSLSA: is the Windows logon session; its TGT cannot be read from Linux or WSL.",
        "Windows hands out the TGT's session key only where an administrator has set AllowTGTSessionKey, and never to WSL.",
        [
          command("kinit", "in WSL: a ticket of its own, with the same password"),
          command(
            "ms2mit",
            "on Windows with MIT Kerberos, where AllowTGTSessionKey is set: copies it to a FILE cache",
          ),
        ],
      );
  }
}

const macSteps = [
  command("kinit -c FILE:$HOME/.krb5cc/krb5cc", "a file cache of its own, in a folder that can be mounted"),
  command("kcc copy_cred_cache API: FILE:$HOME/.krb5cc/krb5cc", "copies the ticket that macOS already holds"),
  command("export KRB5CCNAME=FILE:$HOME/.krb5cc/krb5cc"),
];

function kcm(name: CacheName, profile: Profile, surroundings: Surroundings): CacheSource {
  const socket = profile.value("libdefaults", "kcm_socket") ?? defaultKcmSocket;
  if (surroundings.platform === "darwin")
    throw new CacheAccessError(
      "kcm-mach",
      `${formatCacheName(name)} is kept by macOS' own KCM, which has no socket.`,
      "On macOS, KCM is reached by Mach messages, from programs of the logged-in person only.",
      macSteps,
    );
  if (socket === "-")
    throw new CacheAccessError(
      "kcm-disabled",
      `${formatCacheName(name)} needs the KCM daemon, but kcm_socket = - in krb5.conf switches it off.`,
      "The krb5.conf in use says so.",
      [
        action("remove kcm_socket from krb5.conf"),
        command("export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit"),
      ],
    );
  return { kind: "kcm", socket, cache: name.residual === "" ? undefined : name.residual };
}
