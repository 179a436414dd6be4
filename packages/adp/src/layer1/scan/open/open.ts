import type { Budget } from "./budget.ts";
import { brotli, bzip2, gzip, gzipBehind, xz, zlib, zstd } from "./compressed.ts";
import { deb, gitPack, pdf, tar } from "./containers.ts";
import { hexdump, uuencode, xxd } from "./dumps.ts";
import { type Format, type Inside, startsWith } from "./format.ts";
import { zip } from "./zip.ts";

interface Closed {
  readonly why: string;
}

const formats: readonly Format[] = [
  gzip,
  zstd,
  xz,
  bzip2,
  tar,
  deb,
  gitPack,
  pdf,
  zlib,
  zip,
  brotli,
  uuencode,
  xxd,
  hexdump,
  gzipBehind,
];

/** What no decoder is here for, by how it begins. */
const unreadable: readonly (readonly [string, string])[] = [
  ["7z", "7z\xbc\xaf\x27\x1c"],
  ["rar", "Rar!\x1a\x07"],
  ["lzma", "\x5d\0\0\x80\0"],
  ["lzma", "\x5d\0\0\x40\0"],
  ["lzma", "\x5d\0\0\x10\0"],
  ["lzma", "\x5d\0\0\0\x04"],
  ["lz4", "\x04\x22\x4d\x18"],
  ["lz4", "\x02\x21\x4c\x18"],
  ["snappy", "\xff\x06\0\0sNaPpY"],
  ["lzip", "LZIP\x01"],
  ["lzop", "\x89LZO\0"],
  ["compress", "\x1f\x9d"],
  ["rpm", "\xed\xab\xee\xdb"],
  ["cab", "MSCF\0\0\0\0"],
  ["squashfs", "hsqs"],
  ["an encrypted message", "-----BEGIN PGP MESSAGE-----"],
];

/** The files inside an archive, or why it stays closed; undefined for a file that is not an archive. */
export async function open(
  content: Buffer,
  path: string,
  budget: Budget,
): Promise<Inside[] | Closed | undefined> {
  const format = formats.find((one) => one.is(content, path));
  if (format === undefined) {
    const closed = unreadable.find(([, magic]) => startsWith(content, magic));
    return closed && { why: closed[0] };
  }
  try {
    return await format.open(content, budget);
  } catch (error) {
    return { why: `${format.name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** How gzip, zip, xz, bzip2 and zstd begin in base64; last a gzip in base64 twice, as Helm keeps a release. */
const marks = ["H4sI", "UEsDB", "/Td6WFo", "QlpoO", "KLUv/", "SDRzSU"];

/** Archives inside a text, in base64: Helm's releases and installers that carry their files. */
export function* embedded(content: Buffer): Generator<Inside> {
  for (const mark of marks) {
    for (let at = content.indexOf(mark); at >= 0; ) {
      const text = content.toString("latin1", at, at + 16 * 1024 * 1024);
      const run = /^(?:[A-Za-z0-9+/_-]{4,}(?:\\n|["'\s\\])*)+={0,2}/.exec(text)?.[0] ?? "";
      if (run.length >= 64) yield { name: "base64", content: Buffer.from(run.replace(/\\n/g, ""), "base64") };
      at = content.indexOf(mark, at + Math.max(mark.length, run.length));
    }
  }
}
