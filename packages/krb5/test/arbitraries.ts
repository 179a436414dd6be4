import fc from "fast-check";
import {
  type CcacheVersion,
  type Credential,
  type CredentialCache,
  type HeaderField,
  Principal,
  SecretBytes,
} from "../src/index.ts";

const uint32 = fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
const bytes = (maxLength = 40) => fc.uint8Array({ maxLength });
const secret = bytes(60).map((value) => new SecretBytes(value));
const int16 = fc.integer({ min: -32768, max: 32767 });

function principal(version: CcacheVersion): fc.Arbitrary<Principal> {
  return fc
    .tuple(version === 1 ? fc.constant(0) : uint32, bytes(), fc.array(bytes(), { maxLength: 4 }))
    .map((parts) => new Principal(...parts));
}

const typedData = fc.array(fc.record({ type: fc.nat(0xffff), data: bytes() }), { maxLength: 3 });

function credential(version: CcacheVersion): fc.Arbitrary<Credential> {
  return fc.record({
    client: principal(version),
    server: principal(version),
    key: fc.record({
      enctype: int16,
      contents: secret,
      ...(version === 3 ? { secondEnctype: int16 } : {}),
    }),
    times: fc.record({ authtime: uint32, starttime: uint32, endtime: uint32, renewTill: uint32 }),
    isSkey: fc.nat(255),
    flags: uint32,
    addresses: typedData,
    authdata: typedData,
    ticket: secret,
    secondTicket: secret,
  });
}

const headerField: fc.Arbitrary<HeaderField> = fc
  .record({ tag: fc.constantFrom(0, 1, 2, 7, 0xffff), data: bytes() })
  .map(({ tag, data }) => ({ tag, data: tag === 1 ? new Uint8Array(8).fill(data.length) : data }));

/** Any cache that the format can hold, of any version and byte order. */
export const anyCache: fc.Arbitrary<CredentialCache> = fc
  .constantFrom<CcacheVersion>(1, 2, 3, 4)
  .chain((version) =>
    fc.record({
      version: fc.constant(version),
      byteOrder: version < 3 ? fc.constantFrom("LE" as const, "BE" as const) : fc.constant("BE" as const),
      header: version === 4 ? fc.array(headerField, { maxLength: 4 }) : fc.constant([]),
      principal: principal(version),
      // A credential of nothing but zeros at the end is read as a tail; the tail has tests of its own.
      credentials: fc.array(credential(version).filter(isSomething), { maxLength: 5 }),
      tail: fc.nat(version === 1 ? 50 : 200).map((length) => new Uint8Array(length)),
    }),
  );

function isSomething({ ticket }: Credential): boolean {
  return ticket.reveal().some((byte) => byte !== 0);
}
