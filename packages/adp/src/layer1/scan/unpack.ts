import { gunzipSync, inflateRawSync } from "node:zlib";

/** A file inside an archive, or why the archive stays closed. */
interface Inside {
  readonly name: string;
  readonly content: Buffer;
}
interface Closed {
  readonly why: string;
}

/** What a file unpacks to may be this large; more is told as not looked into. */
const most = 512 * 1024 * 1024;

/** The files inside a zip (wheel, jar, egg, xlsx), a gzip or a tar; undefined where it is none of them. */
export function unpack(content: Buffer, name: string): Inside[] | Closed | undefined {
  try {
    if (startsWith(content, [0x50, 0x4b, 0x03, 0x04])) return unzip(content);
    if (startsWith(content, [0x1f, 0x8b]))
      return [{ name: name.replace(/\.t?gz$/, ""), content: gunzipSync(content, { maxOutputLength: most }) }];
    if (content.length > 512 && content.toString("latin1", 257, 262) === "ustar") return untar(content);
  } catch (error) {
    // Damaged, encrypted, or only looks like one: the scan lists it as not looked into.
    return { why: error instanceof Error ? error.message : String(error) };
  }
  if (startsWith(content, [0x28, 0xb5, 0x2f, 0xfd])) return { why: "zstd" };
  if (startsWith(content, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) return { why: "xz" };
  if (startsWith(content, [0x42, 0x5a, 0x68]) && content.length > 10) return { why: "bzip2" };
  return undefined;
}

function startsWith(content: Buffer, magic: readonly number[]): boolean {
  return content.length > magic.length && magic.every((byte, at) => content[at] === byte);
}

function unzip(content: Buffer): Inside[] {
  const found: Inside[] = [];
  let budget = most;
  const end = content.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error("a zip file without its directory");
  let at = content.readUInt32LE(end + 16);
  const count = content.readUInt16LE(end + 10);
  for (let entry = 0; entry < count; entry++) {
    if (content.toString("latin1", at, at + 4) !== "PK\x01\x02")
      throw new Error("a zip file with a damaged directory");
    const method = content.readUInt16LE(at + 10);
    const isEncrypted = (content.readUInt16LE(at + 8) & 1) === 1;
    const packed = content.readUInt32LE(at + 20);
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((offset) =>
      content.readUInt16LE(at + offset),
    );
    const local = content.readUInt32LE(at + 42);
    const name = content.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (noteLength ?? 0);
    if (isEncrypted) throw new Error("an encrypted zip file");
    const start = local + 30 + content.readUInt16LE(local + 26) + content.readUInt16LE(local + 28);
    const body = content.subarray(start, start + packed);
    if (method !== 0 && method !== 8) throw new Error(`a zip file with method ${method}`);
    const plain = method === 0 ? body : inflateRawSync(body, { maxOutputLength: Math.max(1, budget) });
    budget -= plain.length;
    if (budget <= 0) throw new Error("larger than 512 MB");
    found.push({ name, content: plain });
  }
  return found;
}

function untar(content: Buffer): Inside[] {
  const found: Inside[] = [];
  for (let at = 0; at + 512 <= content.length; ) {
    const size = Number.parseInt(
      content.toString("latin1", at + 124, at + 136).replace(/[^0-7]/g, "") || "0",
      8,
    );
    const name = content.toString("utf8", at, at + 100).replace(/\0.*$/s, "");
    // Every entry's content, also of extended headers: a name can hold a credential as well.
    if (size > 0) found.push({ name, content: content.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}
