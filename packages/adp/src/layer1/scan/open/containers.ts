import { inflateSync } from "node:zlib";
import { extract } from "tar-stream";
import { TooLarge } from "./budget.ts";
import { type Format, type Inside, startsWith } from "./format.ts";

export const tar: Format = {
  name: "tar",
  is: (content) =>
    content.length > 512 && (content.toString("latin1", 257, 262) === "ustar" || isOldTar(content)),
  async open(content, budget) {
    budget.spend(content.length);
    const found: Inside[] = [];
    const reader = extract({ allowUnknownFormat: true });
    reader.end(content);
    for await (const entry of reader) {
      const { name, linkname, size = 0 } = entry.header;
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part);
      const shown = linkname ? `${name} -> ${linkname}` : name;
      if (size > 0 || linkname) found.push({ name: shown, content: Buffer.concat(parts) });
    }
    return found;
  },
};

/** Before POSIX a header had no mark, only its checksum, in which the checksum itself counts as spaces. */
function isOldTar(content: Buffer): boolean {
  const written = /^ *([0-7]+)[ \0]/.exec(content.toString("latin1", 148, 156))?.[1];
  if (written === undefined || content[0] === 0) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += content[at] ?? 0;
  return sum === Number.parseInt(written, 8);
}

/** A Debian package is an ar archive of two tar files. Other ar archives hold object code, which is read as it is. */
export const deb: Format = {
  name: "deb",
  is: (content) => startsWith(content, "!<arch>\ndebian-binary"),
  async open(content, budget) {
    budget.spend(content.length);
    const found: Inside[] = [];
    for (let at = 8; at + 60 <= content.length; ) {
      const size = Number.parseInt(content.toString("latin1", at + 48, at + 58), 10);
      if (!(size >= 0)) throw new Error("a damaged Debian package");
      const name = content.toString("latin1", at, at + 16).trim();
      found.push({ name, content: content.subarray(at + 60, at + 60 + size) });
      at += 60 + size + (size % 2);
    }
    return found;
  },
};

/** git's objects packed together; a difference to another object is read as what it adds. */
export const gitPack: Format = {
  name: "git pack",
  is: (content) => startsWith(content, "PACK\0\0\0\x02"),
  async open(content, budget) {
    const found: Inside[] = [];
    const count = content.readUInt32BE(8);
    let at = 12;
    for (let index = 0; index < count; index++) {
      const { kind, next } = objectHeader(content, at);
      const { buffer, engine } = inflateSync(content.subarray(next), {
        maxOutputLength: budget.most,
        info: true,
      }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      budget.spend(buffer.length);
      found.push({ name: `object ${index + 1} (${kind})`, content: buffer });
      at = next + engine.bytesWritten;
    }
    return found;
  },
};

const kinds = ["", "commit", "tree", "blob", "tag", "", "difference", "difference"];
const offsetDelta = 6;
const referenceDelta = 7;

function objectHeader(content: Buffer, start: number): { kind: string; next: number } {
  let at = start;
  const type = (content.readUInt8(at) >> 4) & 7;
  while ((content.readUInt8(at++) & 0x80) !== 0);
  if (type === offsetDelta) while ((content.readUInt8(at++) & 0x80) !== 0);
  if (type === referenceDelta) at += 20;
  return { kind: kinds[type] ?? "", next: at };
}

/** The streams of a PDF: zlib, each after a line of its own. */
export const pdf: Format = {
  name: "pdf",
  is: (content) => startsWith(content, "%PDF-"),
  async open(content, budget) {
    const found: Inside[] = [];
    for (let at = content.indexOf("stream"); at >= 0; at = content.indexOf("stream", at + 6)) {
      const start = at + 6 + (content[at + 6] === 0x0d ? 2 : 1);
      if (content[start] !== 0x78) continue;
      try {
        const plain = inflateSync(content.subarray(start), { maxOutputLength: budget.most });
        budget.spend(plain.length);
        found.push({ name: `stream at ${at}`, content: plain });
      } catch (error) {
        if (error instanceof TooLarge) throw error;
        // Another filter than zlib: pictures, mostly.
      }
    }
    return found;
  },
};
