import { createGunzip } from "node:zlib";
import { type Entry, extract } from "tar-stream";
import type { Docker, ImageFacts } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { SCAN_INCOMPLETE } from "../errors.ts";
import type { FileScanner, Leak } from "./file.ts";

export interface LayerScan {
  readonly leaks: readonly Leak[];
  readonly closed: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

export interface ScanLayers {
  readonly docker: Docker;
  readonly image: ImageFacts;
  /** The layers to look into, by digest of their uncompressed content. */
  readonly layers: ReadonlySet<string>;
  readonly scanner: FileScanner;
  readonly again: string;
}

/** A file above this size is looked at in overlapping pieces, and not opened. */
const largest = 256 * 1024 * 1024;

/** Reads `docker save` as it comes, and every file of the wanted layers. Nothing is written anywhere. */
export async function scanLayers(options: ScanLayers): Promise<ReadonlyMap<string, LayerScan>> {
  const { docker, image, layers, again } = options;
  const found = new Map<string, LayerScan>();
  if (layers.size === 0) return found;
  const incomplete = (why: string) =>
    new AdpError(SCAN_INCOMPLETE, {
      why,
      next: [again, `docker save ${image.id.slice(0, 19)} | tar -t   shows what the engine gives`],
    });
  // Names of blobs are digests of what is in them. Where the engine keeps them compressed these are other digests:
  // then the manifest, which comes last, tells which is which, and the stream is read again.
  let wanted = new Map([...layers].map((layer) => [layer.replace("sha256:", ""), layer]));
  for (const attempt of [1, 2]) {
    let manifest: string[] | undefined;
    const saved = await docker.save(image.id);
    const outer = extract();
    saved.stdout.on("error", (error) => outer.destroy(error));
    saved.stdout.pipe(outer);
    for await (const entry of outer) {
      const name = entry.header.name;
      const layer = wanted.get(/(?:^|\/)([0-9a-f]{64})(?:\/layer\.tar|\.tar)?$/.exec(name)?.[1] ?? "");
      if (layer !== undefined && entry.header.type === "file" && !found.has(layer))
        found.set(layer, await scanLayer(entry, options.scanner));
      else if (name === "manifest.json") manifest = layerNames(await whole(entry));
      else entry.resume();
    }
    const done = await saved.done;
    if (done instanceof ProcessFailure) throw docker.explain(done);
    if (found.size === layers.size) return found;
    if (attempt === 2 || manifest === undefined || manifest.length !== image.layers.length)
      throw incomplete(
        `${layers.size - found.size} of the image's layers were not in what the engine saved.`,
      );
    wanted = new Map(
      manifest.flatMap((name, index) => {
        const layer = image.layers[index] ?? "";
        return layers.has(layer) ? [[/([0-9a-f]{64})/.exec(name)?.[1] ?? name, layer] as const] : [];
      }),
    );
  }
  return found;
}

async function scanLayer(entry: Entry, scanner: FileScanner): Promise<LayerScan> {
  const leaks: Leak[] = [];
  const closed: string[] = [];
  let files = 0;
  let bytes = 0;
  const inner = extract();
  const feeding = feed(entry, inner);
  for await (const file of inner) {
    const { name, linkname, size = 0 } = file.header;
    files++;
    bytes += size;
    if (size > largest) {
      closed.push(`${name} (larger than 256 MB)`);
      for await (const piece of pieces(file)) {
        const found = await scanner.scan(name, piece, Number.POSITIVE_INFINITY);
        leaks.push(...found.leaks);
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
async function feed(entry: Entry, inner: ReturnType<typeof extract>): Promise<void> {
  let gunzip: ReturnType<typeof createGunzip> | undefined;
  let isFirst = true;
  const write = (
    to: { write(part: Buffer): boolean; once(event: "drain", then: () => void): unknown },
    part: Buffer,
  ) => (to.write(part) ? undefined : new Promise<void>((then) => to.once("drain", then)));
  for await (const part of entry) {
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

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

function layerNames(text: Buffer): string[] {
  const [first] = JSON.parse(text.toString("utf8")) as { Layers?: string[] }[];
  return first?.Layers ?? [];
}
