import { unzipSync } from "fflate";
import type { Budget } from "./budget.ts";
import { type Format, type Inside, startsWith } from "./format.ts";

const stored = 0;
const longestComment = 65535;
const endLength = 22;

/** Wheels, jars, eggs, office documents; also behind a program, as zipapp and pex have it. */
export const zip: Format = {
  name: "zip",
  is: (content) => startsWith(content, "PK\x03\x04") || endOf(content) !== undefined,
  async open(content, budget) {
    const end = endOf(content);
    if (end === undefined) throw new Error("a zip file without its directory");
    return unzip(content.subarray(end.begin), budget);
  },
};

function unzip(content: Buffer, budget: Budget): Inside[] {
  const names = new Set<string>();
  const entries = unzipSync(content, {
    filter({ name, compression, size, originalSize }) {
      // The library keeps the last of them only.
      if (names.has(name)) throw new Error("two of its files have the same name");
      names.add(name);
      // Twelve bytes of an encrypted entry are not the file's.
      if (compression === stored && size !== originalSize) throw new Error("an encrypted zip file");
      budget.spend(originalSize);
      return true;
    },
  });
  return Object.entries(entries).map(([name, plain]) => ({
    name,
    content: Buffer.from(plain.buffer, plain.byteOffset, plain.length),
  }));
}

/** Where the archive begins, by the directory at its end: offsets count from there, whatever stands in front. */
function endOf(content: Buffer): { readonly begin: number } | undefined {
  const last = content.length - endLength;
  if (last < 0) return undefined;
  const tail = content.subarray(Math.max(0, last - longestComment));
  const found = tail.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (found < 0) return undefined;
  const end = content.length - tail.length + found;
  if (end > last) return undefined;
  const directory = end - content.readUInt32LE(end + 12);
  const begin = directory - content.readUInt32LE(end + 16);
  const isThere = begin >= 0 && content.toString("latin1", directory, directory + 4) === "PK\x01\x02";
  return isThere ? { begin } : undefined;
}
