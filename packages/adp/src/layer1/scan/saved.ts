import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { type Entry, extract } from "tar-stream";
import * as z from "zod/mini";
import type { Docker, ImageFacts } from "../../docker/index.ts";
import { AdpError, reasonOf } from "../../kernel/errors.ts";
import { tryJson } from "../../kernel/json.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { errors } from "../errors.ts";
import type { FileScanner } from "./file.ts";
import { type LayerScan, scanLayer, whole } from "./layer.ts";

export interface ScanSaved {
  readonly docker: Docker;
  readonly image: ImageFacts;
  /** The layers to look into, by digest of their uncompressed content. */
  readonly layers: ReadonlySet<string>;
  readonly scanner: FileScanner;
}

/** Reads `docker save` as it comes, on every engine: all layers go by, the wanted ones are scanned. */
export async function scanSaved(options: ScanSaved): Promise<ReadonlyMap<string, LayerScan>> {
  const { docker, image, layers } = options;
  const found = new Map<string, LayerScan>();
  const incomplete = (why: string) =>
    new AdpError(errors.SCAN_INCOMPLETE, {
      why,
      next: [run(shell`docker save ${image.id.slice(0, 19)} | tar -t`, "shows what the engine gives"), again],
    });
  // Names of blobs are digests of what is in them. Where the engine keeps them compressed these are other digests:
  // then the manifest, which comes last, says which is which, and the stream is read again.
  let wanted = new Map([...layers].map((layer) => [layer.replace("sha256:", ""), layer]));
  for (const attempt of [1, 2]) {
    let manifest: string[] | undefined;
    const saved = await docker.stream(["save", image.id]);
    const outer = extract();
    saved.stdout.on("error", (error) => outer.destroy(error));
    saved.stdout.pipe(outer);
    let broken: unknown;
    try {
      for await (const entry of outer) {
        const layer = wanted.get(blobOf(entry));
        if (layer !== undefined && entry.header.type === "file" && !found.has(layer))
          found.set(layer, await scanLayer(entry, options.scanner));
        else if (entry.header.name === "manifest.json") manifest = layerNames(await whole(entry));
        else entry.resume();
      }
    } catch (error) {
      broken = error;
      // To its end: how it ended says more, and it would wait for good for somebody who reads on.
      saved.stdout.unpipe(outer).resume();
    }
    const done = await saved.done;
    if (done instanceof ProcessFailure) throw docker.explain(done);
    if (broken !== undefined) throw incomplete(`${reasonOf(broken)}.`);
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

function blobOf(entry: Entry): string {
  return /(?:^|\/)([0-9a-f]{64})(?:\/layer\.tar|\.tar)?$/.exec(entry.header.name)?.[1] ?? "";
}

const manifestSchema = z.array(z.object({ Layers: z.optional(z.array(z.string())) }));

function layerNames(text: Buffer): string[] {
  return tryJson(text.toString("utf8"), manifestSchema)?.[0]?.Layers ?? [];
}
