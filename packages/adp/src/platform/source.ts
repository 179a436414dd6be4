import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { anyOf } from "@airflow-data-platform/cli-kit";
import {
  CacheAccessError,
  type CacheName,
  type CacheSource,
  cacheSource,
  formatCacheName,
  Krb5Error,
  type LocatedName,
  locateCache,
  type Surroundings,
} from "@airflow-data-platform/krb5";
import { AdpError } from "../kernel/errors.ts";
import { NO_SHAREABLE_CACHE } from "./errors.ts";

/** How the host's ticket gets to the sharer's container. */
export type Route =
  /** The folder holds nothing but credential caches: it is mounted, read-only. */
  | { readonly kind: "mount"; readonly folder: string; readonly source: string; readonly uid: number }
  /** A process on the host copies the ticket into a private folder, which is mounted. */
  | { readonly kind: "watch"; readonly source: string }
  /** A kernel keyring, which only this person's own programs open: exported on the host, again and again. */
  | { readonly kind: "export"; readonly name: string }
  /** No ticket of the host: the sharer gets one with a keytab. */
  | { readonly kind: "keytab"; readonly path: string };

/** A route with a process on the host. */
export type HostRoute = Extract<Route, { kind: "watch" | "export" }>;

export interface HostCache {
  /** As KRB5CCNAME would say it. */
  readonly text: string;
  readonly origin: LocatedName["origin"] | "TICKET_SOURCE";
  readonly name: CacheName;
  /** Where its bytes are; undefined while a folder of a DIR collection is not there yet. */
  readonly source: CacheSource | undefined;
}

/** The user's credential cache, by libkrb5's own rules; `override` is a cache name that takes precedence. */
export function hostCache(surroundings: Surroundings, override?: string): HostCache {
  try {
    const env = override === undefined ? surroundings.env : { ...surroundings.env, KRB5CCNAME: override };
    const located = locateCache({ ...surroundings, env });
    return {
      text: formatCacheName(located.name),
      origin: override === undefined ? located.origin : "TICKET_SOURCE",
      name: located.name,
      source: sourceOf(located, surroundings),
    };
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    throw new AdpError(NO_SHAREABLE_CACHE, {
      what: error.message,
      ...(error.why === undefined ? {} : { why: error.why }),
      next: anyOf(...error.next),
      cause: error,
    });
  }
}

/** The name of the user's cache, for reports: also of one that cannot be shared. */
export interface NamedSource {
  readonly name: string;
  readonly origin: HostCache["origin"] | "TICKET_KEYTAB";
  /** Undefined with a keytab, and with an error. */
  readonly cache?: HostCache;
  readonly error?: AdpError;
}

export function namedSource(surroundings: Surroundings, override?: string): NamedSource {
  try {
    const cache = hostCache(surroundings, override);
    return { name: cache.text, origin: cache.origin, cache };
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    if (override !== undefined) return { name: override, origin: "TICKET_SOURCE", error };
    const { KRB5CCNAME } = surroundings.env;
    return KRB5CCNAME === undefined
      ? { name: "the default credential cache", origin: "default", error }
      : { name: KRB5CCNAME, origin: "KRB5CCNAME", error };
  }
}

function sourceOf(located: LocatedName, surroundings: Surroundings): CacheSource | undefined {
  try {
    return cacheSource(located.name, located.profile, surroundings);
  } catch (error) {
    // kinit makes the folder; until then there is nothing to read.
    if (error instanceof CacheAccessError && error.kind === "directory") return undefined;
    throw error;
  }
}

/** Where the container finds what is mounted. */
const mountPoint = "/krb5/source";

/**
 * Decides between mounting a folder and a process on the host: no container ever sees more than credential caches.
 * Folders in `sessions` are removed when their user logs out, and a container would keep the removed one mounted.
 */
export function routeOf(cache: HostCache, sessions = "/run/user"): Route {
  const { source } = cache;
  const mountable = (folder: string) =>
    !resolve(folder).startsWith(`${sessions}/`) && holdsOnlyCaches(folder);
  if (source?.kind === "keyring") return { kind: "export", name: source.name };
  if (source?.kind === "file") {
    // A relative name is relative to this folder, and not to Docker's or the process's.
    const path = resolve(source.path);
    const folder = dirname(path);
    if (!mountable(folder)) return { kind: "watch", source: path };
    return { kind: "mount", folder, source: `${mountPoint}/${basename(path)}`, uid: ownerOf(path, folder) };
  }
  if (source?.kind === "directory" && mountable(source.folder)) {
    const folder = resolve(source.folder);
    const inside = cache.name.residual.startsWith(":")
      ? `:${mountPoint}/${basename(source.path)}`
      : mountPoint;
    return { kind: "mount", folder, source: `DIR:${inside}`, uid: ownerOf(source.path, folder) };
  }
  if (cache.name.type !== "DIR") return { kind: "watch", source: cache.text };
  const [, one = "", path = ""] = /^(:?)(.*)$/s.exec(cache.name.residual) ?? [];
  return { kind: "watch", source: `DIR:${one}${resolve(path)}` };
}

/** What the container reads of the folder that is mounted. */
export function sourceInside(route: Route): string {
  return route.kind === "mount" ? route.source : `${mountPoint}/krb5cc`;
}

/** Names that libkrb5 gives to caches, with the temporary files beside them. */
const cacheFile = /^(krb5cc|tkt|primary)/;

function holdsOnlyCaches(folder: string): boolean {
  try {
    // Other users' files come and go where everybody may write.
    if ((statSync(folder).mode & 0o022) !== 0) return false;
    const entries = readdirSync(folder, { withFileTypes: true });
    // A link leads out of what would be mounted.
    return entries.every((entry) => cacheFile.test(entry.name) && entry.isFile());
  } catch {
    // Missing, or closed to us: the process on the host waits for it and reports why.
    return false;
  }
}

function ownerOf(path: string, folder: string): number {
  return statSync(existsSync(path) ? path : folder).uid;
}
