import type { Principal } from "../principal.ts";
import type { SecretBytes } from "../secret-bytes.ts";

export type CcacheVersion = 1 | 2 | 3 | 4;
/** Versions 1 and 2 hold integers as the machine that wrote them does; 3 and 4 are big-endian. */
export type ByteOrder = "LE" | "BE";

/** A tagged field of a version-4 header. Tag 1 is the clock offset; others are kept as they are. */
export interface HeaderField {
  readonly tag: number;
  readonly data: Uint8Array;
}

/** An address or a piece of authorization data: a 16-bit type and its bytes. */
export interface TypedData {
  readonly type: number;
  readonly data: Uint8Array;
}

export interface SessionKey {
  /** Signed, as enctypes are. */
  readonly enctype: number;
  /** Version 3 writes the enctype twice; the second is kept only so that the bytes come back. */
  readonly secondEnctype?: number;
  readonly contents: SecretBytes;
}

/** Seconds since 1970 UTC, unsigned 32 bits: good until 2106. 0 means absent. */
export interface TicketTimes {
  readonly authtime: number;
  /** 0 means: from authtime on. Use `startOf`. */
  readonly starttime: number;
  readonly endtime: number;
  readonly renewTill: number;
}

export interface Credential {
  readonly client: Principal;
  readonly server: Principal;
  readonly key: SessionKey;
  readonly times: TicketTimes;
  /** A byte; not 0 for a user-to-user ticket. */
  readonly isSkey: number;
  /** 32 bits, unsigned; see TicketFlag. */
  readonly flags: number;
  readonly addresses: readonly TypedData[];
  readonly authdata: readonly TypedData[];
  readonly ticket: SecretBytes;
  readonly secondTicket: SecretBytes;
}

export interface CredentialCache {
  readonly version: CcacheVersion;
  readonly byteOrder: ByteOrder;
  /** Empty before version 4. */
  readonly header: readonly HeaderField[];
  /** The default principal. */
  readonly principal: Principal;
  /** In file order, with configuration entries and removed ones; see `tickets`. */
  readonly credentials: readonly Credential[];
  /** Zero bytes after the last credential (a preallocated or wiped file); usually empty. */
  readonly tail: Uint8Array;
}

/** Ticket flags (RFC 4120, 5.3), as the cache holds them. */
export const TicketFlag = {
  forwardable: 0x40000000,
  forwarded: 0x20000000,
  proxiable: 0x10000000,
  proxy: 0x08000000,
  mayPostdate: 0x04000000,
  postdated: 0x02000000,
  invalid: 0x01000000,
  renewable: 0x00800000,
  initial: 0x00400000,
  preAuthenticated: 0x00200000,
  hardwareAuthenticated: 0x00100000,
  transitPolicyChecked: 0x00080000,
  okAsDelegate: 0x00040000,
  anonymous: 0x00008000,
} as const;
export type TicketFlagName = keyof typeof TicketFlag;

export function hasFlag(credential: Credential, flag: TicketFlagName): boolean {
  return (credential.flags & TicketFlag[flag]) !== 0;
}

/** From when a ticket counts: its start time, or its authentication time where it has none. */
export function startOf(credential: Credential): number {
  return credential.times.starttime === 0 ? credential.times.authtime : credential.times.starttime;
}
