import { readProfile } from "../profile/read.ts";
import type { Profile } from "../profile/tree.ts";
import type { Surroundings } from "../surroundings.ts";
import { type CacheName, parseCacheName } from "./cache-name.ts";
import { expandTokens } from "./tokens.ts";

export interface LocatedName {
  readonly name: CacheName;
  /** As it was written, tokens expanded. */
  readonly text: string;
  /** What named it. */
  readonly origin: "KRB5CCNAME" | "default_ccache_name" | "default";
  readonly profile: Profile;
}

/**
 * Which credential cache this person uses: KRB5CCNAME, else default_ccache_name of krb5.conf, else
 * FILE:/tmp/krb5cc_UID; on macOS the system's own store instead. The order and the details are libkrb5's.
 *
 * @throws CacheNameError, ProfileError (also with KRB5CCNAME set: libkrb5 starts with neither)
 */
export function locateCache(surroundings: Surroundings): LocatedName {
  const profile = readProfile(surroundings.files, surroundings.env.KRB5_CONFIG);
  const named = (text: string, origin: LocatedName["origin"]): LocatedName => ({
    name: parseCacheName(text),
    text,
    origin,
    profile,
  });
  const { KRB5CCNAME } = surroundings.env;
  if (KRB5CCNAME !== undefined) return named(KRB5CCNAME, "KRB5CCNAME");
  const configured = profile.value("libdefaults", "default_ccache_name");
  if (configured !== undefined) return named(expandTokens(configured, surroundings), "default_ccache_name");
  // Both Heimdal as Apple ships it and MIT Kerberos built for macOS put a ticket into the system's own store.
  const unnamed = surroundings.platform === "darwin" ? "API:" : `FILE:/tmp/krb5cc_${surroundings.uid}`;
  return named(unnamed, "default");
}
