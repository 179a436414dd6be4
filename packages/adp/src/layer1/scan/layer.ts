import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import type { FileScanner, Leak } from "./file.ts";

export interface LayerScan {
  readonly leaks: readonly Leak[];
  readonly closed: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/**
 * Scans every file of a layer, which comes as a tar archive. `above` is what names have in front that is not theirs. A file
 * above `largest` bytes is looked at in overlapping pieces, and not opened.
 */
export async function scanLayer(
  archive: Readable,
  scanner: FileScanner,
  { above = "", largest = 256 * 1024 * 1024 } = {},
): Promise<LayerScan> {
  const leaks: Leak[] = [];
  const closed: string[] = [];
  let files = 0;
  let bytes = 0;
  const inner = extract();
  const feeding = feed(archive, inner).catch((error: Error) => inner.destroy(error));
  for await (const file of inner) {
    const { linkname, size = 0 } = file.header;
    const name = file.header.name.slice(above.length);
    files++;
    bytes += size;
    if (size > largest) {
      const named = await scanner.scanName(name);
      leaks.push(...named.leaks);
      closed.push(`${named.shown} (larger than 256 MB)`);
      for await (const piece of pieces(file)) {
        leaks.push(...(await scanner.scanPart(name, piece)));
      }
      continue;
    }
    const content = await whole(file);
    const found = await scanner.scan(linkname ? `${name} -> ${linkname}` : name, content);
    leaks.push(...found.leaks);
    closed.push(...found.closed);
  }
  await feeding;
  return { leaks, closed, files, bytes };
}

/** A layer's tar into its reader, through gzip where the engine keeps it compressed. */
async function feed(archive: Readable, inner: ReturnType<typeof extract>): Promise<void> {
  let gunzip: ReturnType<typeof createGunzip> | undefined;
  let isFirst = true;
  const write = (
    to: { write(part: Buffer): boolean; once(event: "drain", then: () => void): unknown },
    part: Buffer,
  ) => (to.write(part) ? undefined : new Promise<void>((then) => to.once("drain", then)));
  for await (const part of archive) {
    if (isFirst && part[0] === 0x1f && part[1] === 0x8b) {
      gunzip = createGunzip();
      gunzip.on("error", (error) => inner.destroy(error));
      gunzip.pipe(inner);
    } else if (isFirst && part[0] === 0x28 && part[1] === 0xb5) {
      inner.destroy(new Error("the engine keeps its layers in zstd, which cannot be read here"));
      return;
    }
    isFirst = false;
    await write(gunzip ?? inner, part);
  }
  (gunzip ?? inner).end();
}

async function* pieces(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const overlap = 4096;
  let kept: Buffer = Buffer.alloc(0);
  for await (const part of file) {
    kept = Buffer.concat([kept, part]);
    if (kept.length < 8 * 1024 * 1024) continue;
    yield kept;
    kept = Buffer.from(kept.subarray(-overlap));
  }
  yield kept;
}

export async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
