import type { Principal } from "../principal.ts";
import { CcacheWriteError } from "./errors.ts";
import type { ByteOrder, CcacheVersion, Credential, CredentialCache, TypedData } from "./model.ts";
import { nativeByteOrder } from "./parse.ts";
import { Writer } from "./writer.ts";

export interface SerializeOptions {
  /** Default: the cache's own. */
  readonly version?: CcacheVersion;
  /** Of versions 1 and 2. Default: the cache's own, or this machine's where the version changes. */
  readonly byteOrder?: ByteOrder;
}

/**
 * The bytes of a cache. What `parseCcache` read comes back to the byte; another version may be asked for:
 * version 1 drops the name types, and all before 4 drop the header with its clock offset.
 *
 * @throws CcacheWriteError where a header does not fit into its 65,535 bytes.
 */
export function serializeCcache(cache: CredentialCache, options: SerializeOptions = {}): Uint8Array {
  const version = options.version ?? cache.version;
  const own = version === cache.version ? cache.byteOrder : nativeByteOrder;
  const writer = new Writer(version < 3 ? (options.byteOrder ?? own) : "BE");
  writer.uint8(5);
  writer.uint8(version);
  if (version === 4) writeHeader(writer, cache);
  writePrincipal(writer, version, cache.principal);
  for (const credential of cache.credentials) writeCredential(writer, version, credential);
  writer.bytes(cache.tail);
  return writer.finish();
}

function writeHeader(writer: Writer, cache: CredentialCache): void {
  const length = cache.header.reduce((sum, field) => sum + 4 + field.data.length, 0);
  if (length > 0xffff) throw new CcacheWriteError(`A header of ${length} bytes; 65,535 is the most.`);
  writer.uint16(length);
  for (const field of cache.header) {
    writer.uint16(field.tag);
    writer.uint16(field.data.length);
    writer.bytes(field.data);
  }
}

function writePrincipal(writer: Writer, version: CcacheVersion, principal: Principal): void {
  if (version !== 1) writer.uint32(principal.nameType);
  writer.uint32(principal.componentBytes.length + (version === 1 ? 1 : 0));
  writer.data(principal.realmBytes);
  for (const component of principal.componentBytes) writer.data(component);
}

function writeCredential(writer: Writer, version: CcacheVersion, credential: Credential): void {
  writePrincipal(writer, version, credential.client);
  writePrincipal(writer, version, credential.server);
  writer.uint16(credential.key.enctype);
  if (version === 3) writer.uint16(credential.key.secondEnctype ?? credential.key.enctype);
  writer.data(credential.key.contents.reveal());
  writer.uint32(credential.times.authtime);
  writer.uint32(credential.times.starttime);
  writer.uint32(credential.times.endtime);
  writer.uint32(credential.times.renewTill);
  writer.uint8(credential.isSkey);
  writer.uint32(credential.flags);
  writeTypedData(writer, credential.addresses);
  writeTypedData(writer, credential.authdata);
  writer.data(credential.ticket.reveal());
  writer.data(credential.secondTicket.reveal());
}

function writeTypedData(writer: Writer, list: readonly TypedData[]): void {
  writer.uint32(list.length);
  for (const { type, data } of list) {
    writer.uint16(type);
    writer.data(data);
  }
}
