import { readCredential, readPrincipal } from "./credential.ts";
import { CcacheError } from "./errors.ts";
import type { ByteOrder, CcacheVersion, Credential, CredentialCache, HeaderField } from "./model.ts";
import { Reader } from "./reader.ts";

export interface ParseOptions {
  /** Of versions 1 and 2, which don't say. Default: this machine's. */
  readonly byteOrder?: ByteOrder;
}

export const nativeByteOrder: ByteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "LE" : "BE";

const none = new Uint8Array(0);

/** The least a version-1 credential takes. So many zeros are a damaged one there: its principals lack a realm. */
const version1Least = 51;

/**
 * Reads a credential cache of version 1 to 4, strictly: every byte belongs to a field, or to a tail of zeros.
 * Linear in time, and allocates no more than a fixed multiple of the bytes, whatever counts and lengths they
 * claim. The result holds views on `bytes` and copies nothing: don't change `bytes` afterwards.
 *
 * @throws CcacheError with the offset and the field, and nothing else, for any bytes.
 */
export function parseCcache(bytes: Uint8Array, options: ParseOptions = {}): CredentialCache {
  const version = readVersion(bytes);
  const byteOrder = version < 3 ? (options.byteOrder ?? nativeByteOrder) : "BE";
  const reader = new Reader(bytes, byteOrder);
  reader.offset = 2;
  const header = version === 4 ? readHeader(reader) : [];
  const principal = readPrincipal(reader, version, "default principal");
  const credentials: Credential[] = [];
  const cache = { version, byteOrder, header, principal, credentials };
  let tail: Uint8Array = none;
  const zerosFrom = zeroTailStart(bytes);
  while (reader.left > 0) {
    if (reader.offset >= zerosFrom && (version > 1 || reader.left < version1Least)) {
      tail = bytes.subarray(reader.offset);
      break;
    }
    reader.context = `credential ${credentials.length + 1}, `;
    try {
      credentials.push(readCredential(reader, version));
    } catch (error) {
      throw cutAfter(error, { ...cache, tail });
    }
  }
  return { ...cache, tail };
}

function readVersion(bytes: Uint8Array): CcacheVersion {
  const [magic, version] = bytes;
  const at = (offset: number, field: string) => ({ offset, field });
  if (magic === undefined) throw new CcacheError("empty", at(0, "magic byte"), "The cache is empty");
  if (magic !== 5)
    throw new CcacheError("not-a-ccache", at(0, "magic byte"), `The first byte is ${hex(magic)}, not 05`);
  if (version === undefined)
    throw new CcacheError("truncated", at(1, "version"), "The cache ends after a byte");
  if (version === 1 || version === 2 || version === 3 || version === 4) return version;
  throw new CcacheError("version", at(1, "version"), `There is no version ${version}`);
}

function readHeader(reader: Reader): HeaderField[] {
  const fields: HeaderField[] = [];
  let left = reader.uint16("header length");
  while (left > 0) {
    const start = reader.offset;
    if (left < 4) throw reader.error("header", start, "header", `${left} bytes cannot hold a field`);
    const tag = reader.uint16("header tag");
    const length = reader.uint16("header field length");
    left -= 4;
    if (length > left)
      throw reader.error("header", start, "header", `A field of ${length} bytes in ${left} bytes of header`);
    if (tag === 1 && length !== 8)
      throw reader.error("header", start, "header", `A clock offset of ${length} bytes instead of 8`);
    fields.push({ tag, data: reader.bytes(length, "header field") });
    left -= length;
  }
  return fields;
}

/** Adds the credentials before the cut, where the bytes end inside a credential; other errors stay as they are. */
function cutAfter(error: unknown, soFar: CredentialCache): unknown {
  if (!(error instanceof CcacheError) || error.kind !== "truncated") return error;
  const whole = soFar.credentials.length;
  const what = `The cache is cut in the middle of a credential, after ${whole} whole one${whole === 1 ? "" : "s"}`;
  return new CcacheError("truncated", { offset: error.offset, field: error.field }, what, soFar);
}

/** Found once, from the end: looking ahead at every credential would be quadratic. */
function zeroTailStart(bytes: Uint8Array): number {
  let start = bytes.length;
  while (start > 0 && bytes[start - 1] === 0) start--;
  return start;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
