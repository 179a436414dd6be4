import type { Advice } from "../advice.ts";
import { errorCode, Krb5Error } from "../errors.ts";

/**
 * - empty: a name, or its path, that is nothing.
 * - not-utf8: bytes of another encoding, such as ISO 8859-1, which Node gives to nobody.
 * - unknown-type: a type that libkrb5 does not know; types are in capitals.
 * - token: a %{token} that is unknown, unfinished or has no value here.
 * - subsidiary: DIR:: with a path that has no folder or whose file does not begin with tkt.
 * - primary: a DIR folder whose `primary` file does not hold the name of a cache.
 */
export type CacheNameErrorKind = "empty" | "not-utf8" | "unknown-type" | "token" | "subsidiary" | "primary";

/** A credential cache name that leads nowhere. */
export class CacheNameError extends Krb5Error {
  constructor(
    readonly kind: CacheNameErrorKind,
    what: string,
    next: readonly Advice[],
    cause?: unknown,
  ) {
    super(errorCode("NAME", kind), what, { next, cause });
  }
}

/**
 * - memory: the cache lives inside one process.
 * - api, mslsa: an operating system's own store, which only its own programs open.
 * - kcm-disabled, kcm-mach: no socket, by configuration or on macOS.
 * - directory: a DIR folder that is missing, is not a folder or may not be read.
 */
export type CacheAccessErrorKind = "memory" | "api" | "mslsa" | "kcm-disabled" | "kcm-mach" | "directory";

/** A cache that exists, perhaps, but cannot be read from here. `next` says how to get a ticket that can. */
export class CacheAccessError extends Krb5Error {
  constructor(
    readonly kind: CacheAccessErrorKind,
    what: string,
    why: string,
    next: readonly Advice[],
    cause?: unknown,
  ) {
    super(errorCode("ACCESS", kind), what, { why, next, cause });
  }
}
