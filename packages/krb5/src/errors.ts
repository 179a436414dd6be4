import type { Advice } from "./advice.ts";

interface Krb5ErrorDetails {
  /** Why it is so, as far as it is known. */
  readonly why?: string;
  /** Ways to help it, the likeliest first. */
  readonly next?: readonly Advice[];
  readonly cause?: unknown;
}

/**
 * The root of everything this library throws for a reason outside of it. Below it:
 * CcacheError (bytes), PrincipalError (a name), CacheNameError and CacheAccessError (where the ticket is),
 * ProfileError (krb5.conf), KcmError (the KCM daemon). Anything else that is thrown is a bug.
 *
 * No error holds a byte of a key or ticket in what it prints.
 */
export abstract class Krb5Error extends Error {
  /** Stable, such as KRB5-CCACHE-TRUNCATED: room and kind in capitals. */
  readonly code: string;
  readonly why: string | undefined;
  readonly next: readonly Advice[];

  constructor(code: string, message: string, details: Krb5ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.why = details.why;
    this.next = details.next ?? [];
  }

  toJSON(): Record<string, unknown> {
    return {
      code: this.code,
      what: this.message,
      ...(this.why === undefined ? {} : { why: this.why }),
      next: this.next,
    };
  }
}

/** KRB5-<ROOM>-<KIND>. */
export function errorCode(room: string, kind: string): string {
  return `KRB5-${room}-${kind.toUpperCase()}`;
}
