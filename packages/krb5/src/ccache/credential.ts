import { Principal } from "../principal.ts";
import { SecretBytes } from "../secret-bytes.ts";
import type { CcacheVersion, Credential, SessionKey, TypedData } from "./model.ts";
import type { Reader } from "./reader.ts";

/** libkrb5 adds the realm to this count and refuses what overflows. */
const overflowing = 0xffffffff;

/**
 * A principal: [name type, not in version 1], count, realm, components. Version 1 counts the realm, too.
 * A count is never trusted for more than how often to read on: a part takes at least its four bytes of length.
 */
export function readPrincipal(reader: Reader, version: CcacheVersion, field: string): Principal {
  const nameType = version === 1 ? 0 : reader.uint32(field);
  const start = reader.offset;
  const count = reader.uint32(field);
  if (version === 1 ? count === 0 : count === overflowing)
    throw reader.error("principal", start, field, `A principal of ${count} parts`);
  const realm = reader.data(field);
  const components: Uint8Array[] = [];
  for (let i = version === 1 ? 1 : 0; i < count; i++) components.push(reader.data(field));
  return new Principal(nameType, realm, components);
}

function readKey(reader: Reader, version: CcacheVersion): SessionKey {
  const enctype = signed16(reader.uint16("enctype"));
  if (version !== 3) return { enctype, contents: new SecretBytes(reader.data("session key")) };
  const secondEnctype = signed16(reader.uint16("enctype"));
  return { enctype, secondEnctype, contents: new SecretBytes(reader.data("session key")) };
}

const nothing: readonly TypedData[] = [];

function readTypedData(reader: Reader, field: string): readonly TypedData[] {
  const count = reader.uint32(field);
  if (count === 0) return nothing;
  const list: TypedData[] = [];
  for (let i = 0; i < count; i++) list.push({ type: reader.uint16(field), data: reader.data(field) });
  return list;
}

/** One credential from where the reader stands. Also the form in which KCM sends them (version 4). */
export function readCredential(reader: Reader, version: CcacheVersion): Credential {
  return {
    client: readPrincipal(reader, version, "client"),
    server: readPrincipal(reader, version, "server"),
    key: readKey(reader, version),
    times: {
      authtime: reader.uint32("authtime"),
      starttime: reader.uint32("starttime"),
      endtime: reader.uint32("endtime"),
      renewTill: reader.uint32("renew-till"),
    },
    isSkey: reader.uint8("is_skey"),
    flags: reader.uint32("flags"),
    addresses: readTypedData(reader, "addresses"),
    authdata: readTypedData(reader, "authorization data"),
    ticket: new SecretBytes(reader.data("ticket")),
    secondTicket: new SecretBytes(reader.data("second ticket")),
  };
}

function signed16(value: number): number {
  return (value << 16) >> 16;
}
