import {
  type Credential,
  type CredentialCache,
  type HeaderField,
  Principal,
  SecretBytes,
  TicketFlag,
  ticketGrantingService,
} from "../src/index.ts";

export const realm = "EXAMPLE.TEST";
export const alice = Principal.of(realm, ["alice"]);
/** 2026-01-01T00:00:00Z, when the tickets below begin; they last ten hours. */
export const begin = 1767225600;
export const hour = 3600;

export interface CredentialOverrides extends Partial<Omit<Credential, "times">> {
  readonly times?: Partial<Credential["times"]>;
}

export function credential(overrides: CredentialOverrides = {}): Credential {
  const { times, ...rest } = overrides;
  return {
    client: alice,
    server: ticketGrantingService(realm),
    key: { enctype: 18, contents: new SecretBytes(new Uint8Array(32).fill(0xaa)) },
    isSkey: 0,
    flags: TicketFlag.forwardable | TicketFlag.renewable | TicketFlag.initial,
    addresses: [],
    authdata: [],
    ticket: new SecretBytes(new Uint8Array(300).fill(0xbb)),
    secondTicket: new SecretBytes(new Uint8Array(0)),
    ...rest,
    times: {
      authtime: begin,
      starttime: begin,
      endtime: begin + 10 * hour,
      renewTill: begin + 168 * hour,
      ...times,
    },
  };
}

export function cacheOf(
  credentials: readonly Credential[],
  header: readonly HeaderField[] = [],
): CredentialCache {
  return { version: 4, byteOrder: "BE", header, principal: alice, credentials, tail: new Uint8Array(0) };
}

export function at(seconds: number): Date {
  return new Date(seconds * 1000);
}
