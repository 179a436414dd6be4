import {
  type Credential,
  type CredentialCache,
  type HeaderField,
  Principal,
  SecretBytes,
  serializeCcache,
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

/** A setting as libkrb5 writes it: a credential without key or times whose ticket is the value. */
export function configEntry(
  client: Principal,
  key: string,
  value: string | Uint8Array,
  about?: string,
): Credential {
  const empty = new SecretBytes(new Uint8Array(0));
  return {
    client,
    server: Principal.of("X-CACHECONF:", [
      "krb5_ccache_conf_data",
      key,
      ...(about === undefined ? [] : [about]),
    ]),
    key: { enctype: 0, contents: empty },
    times: { authtime: 0, starttime: 0, endtime: 0, renewTill: 0 },
    isSkey: 0,
    flags: 0,
    addresses: [],
    authdata: [],
    ticket: new SecretBytes(typeof value === "string" ? new TextEncoder().encode(value) : value),
    secondTicket: empty,
  };
}

/** One credential in the form that KCM takes and gives (version 4). */
export function credentialBytes(one: Credential): Uint8Array {
  return serializeCcache(cacheOf([one])).subarray(serializeCcache(cacheOf([])).length);
}

export function at(seconds: number): Date {
  return new Date(seconds * 1000);
}
