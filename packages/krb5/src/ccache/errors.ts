import { action, command } from "../advice.ts";
import { errorCode, Krb5Error } from "../errors.ts";
import type { CredentialCache } from "./model.ts";

/**
 * - empty: no byte at all.
 * - not-a-ccache: the first byte is not 5.
 * - version: a version that is none of 1 to 4.
 * - header: the version-4 header contradicts itself.
 * - truncated: the bytes end inside a field.
 * - length: a length that exceeds the whole file.
 * - principal: a count of name parts that cannot be.
 */
export type CcacheErrorKind =
  | "empty"
  | "not-a-ccache"
  | "version"
  | "header"
  | "truncated"
  | "length"
  | "principal";

interface CcacheErrorPlace {
  /** Where the field begins that could not be read: bytes from the start. */
  readonly offset: number;
  /** Such as "credential 2, ticket". */
  readonly field: string;
}

const reasons: Record<CcacheErrorKind, string> = {
  empty: "The file was created and not written, or emptied.",
  "not-a-ccache": "A credential cache begins with the byte 05; this is another kind of file.",
  version: "Credential caches have versions 1 to 4.",
  header: "The file is damaged, or not a credential cache (a keytab begins like one).",
  truncated:
    "The file is still being written, or writing it was interrupted (a full disk, a killed program).",
  length: "The file is damaged, was written on a machine of the other byte order, or is a keytab.",
  principal: "The file is damaged.",
};

/** Bytes that are not a complete credential cache. */
export class CcacheError extends Krb5Error {
  readonly offset: number;
  readonly field: string;
  /** Not enumerable, so that no logger walks into it. */
  readonly #readable: CredentialCache | undefined;

  constructor(
    readonly kind: CcacheErrorKind,
    place: CcacheErrorPlace,
    what: string,
    readable?: CredentialCache,
  ) {
    super(errorCode("CCACHE", kind), `${what} (at byte ${place.offset}, ${place.field})`, {
      why: reasons[kind],
      next:
        kind === "truncated"
          ? [
              action("read it again in a moment: kinit and krenew rewrite it"),
              command("kinit", "writes a new one"),
            ]
          : [command("kinit", "writes a new one"), command("klist", "shows which cache is in use")],
    });
    this.offset = place.offset;
    this.field = place.field;
    this.#readable = readable;
  }

  /**
   * Where the file is cut inside a credential: the cache of the whole credentials before it, which is what
   * libkrb5 silently works with. For diagnosis: such a file may be half of a write, so do not publish it.
   */
  get readable(): CredentialCache | undefined {
    return this.#readable;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), offset: this.offset, field: this.field };
  }
}

/** A cache that cannot be written in the version asked for. A mistake of the caller's, not of a file's. */
export class CcacheWriteError extends Krb5Error {
  constructor(what: string) {
    super(errorCode("CCACHE", "write"), what, {
      next: [action("write it as version 4, which can hold everything")],
    });
  }
}
