import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";

/** Debian packages for each part of this world, and how to see whether they are there. */
export const parts = {
  client: { packages: ["krb5-user"], programs: ["kinit", "klist", "kvno"] },
  mitKdc: { packages: ["krb5-kdc", "krb5-admin-server"], programs: ["krb5kdc", "kdb5_util", "kadmin.local"] },
  heimdalKcm: { packages: ["heimdal-kcm"], programs: ["kcm"] },
  sssdKcm: { packages: ["sssd-kcm"], programs: [`${process.env.SSSD_ROOT ?? ""}/usr/libexec/sssd/sssd_kcm`] },
  namespace: { packages: ["iproute2"], programs: ["ip"] },
  keyring: { packages: ["keyutils"], programs: ["keyctl"] },
  samba: {
    packages: [
      "samba",
      "samba-ad-provision",
      "samba-dsdb-modules",
      "samba-vfs-modules",
      "winbind",
      "python3-samba",
      "iproute2",
    ],
    programs: ["samba", "samba-tool", "ip"],
  },
  postgres: { packages: ["postgresql"], programs: [] },
  registry: { packages: ["docker-registry"], programs: ["docker-registry"] },
  java: { packages: ["openjdk-17-jre-headless"], programs: ["java"] },
  dns: { packages: ["dnsmasq-base"], programs: ["dnsmasq"] },
} as const;
export type Part = keyof typeof parts;

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  const candidates = name.startsWith("/") ? [name] : folders.map((folder) => join(folder, name));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      // Not there or not executable: try the next folder.
      return false;
    }
  });
}

/** The folder of the newest PostgreSQL server that Debian has installed. */
export function postgresPrograms(): string | undefined {
  try {
    const versions = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(b) - Number(a));
    return versions
      .map((version) => `/usr/lib/postgresql/${version}/bin`)
      .find((path) => findProgram(`${path}/initdb`));
  } catch {
    // Debian has installed no server: the caller's reason to skip names the package.
    return undefined;
  }
}

/** What is not installed for these parts, with the command that installs it; undefined when nothing is missing. */
export function missing(...wanted: readonly Part[]): string | undefined {
  const lacking = wanted.filter((part) =>
    part === "postgres"
      ? postgresPrograms() === undefined
      : parts[part].programs.some((program) => findProgram(program) === undefined),
  );
  if (lacking.length > 0) {
    const packages = lacking.flatMap((part) => parts[part].packages);
    return `not installed: ${lacking.join(", ")} (apt-get install --no-install-recommends ${packages.join(" ")})`;
  }
  if (wanted.some((part) => part === "samba" || part === "dns" || part.endsWith("Kcm")))
    return noNamespaces();
  return wanted.includes("keyring") ? noKeyrings() : undefined;
}

function noNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root, for namespaces of its own";
  const { status, stderr } = spawnSync("unshare", ["--mount", "--net", "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `no namespaces here (a container needs --privileged): ${stderr?.trim()}`;
}

/** A container's seccomp profile may forbid kernel keyrings, and no package changes that. */
function noKeyrings(): string | undefined {
  const { status, stderr } = spawnSync("keyctl", ["show"], { encoding: "utf8" });
  return status === 0 ? undefined : `the kernel allows no keyrings here: ${stderr.trim()}`;
}

/**
 * Why a test is skipped when one of these parts is missing, or undefined. Throws in CI, where all of them must be
 * installed.
 */
export function skipReason(...wanted: readonly Part[]): string | undefined {
  return skipFor(missing(...wanted));
}

/** The same for any other reason to skip. */
export function skipFor(reason: string | undefined): string | undefined {
  if (reason !== undefined && process.env.CI === "true")
    throw new Error(`CI lacks a part of the world: ${reason}`);
  return reason;
}
