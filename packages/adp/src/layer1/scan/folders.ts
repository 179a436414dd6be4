import { randomUUID } from "node:crypto";
import type { Docker, ImageFacts } from "../../docker/index.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import type { FileScanner } from "./file.ts";
import { type LayerScan, scanLayer } from "./layer.ts";

export interface ScanFolders {
  readonly docker: Docker;
  readonly image: ImageFacts;
  readonly layers: ReadonlySet<string>;
  /** With the size of each layer's files, as the engine reports it. */
  readonly history: Promise<{ readonly sizes: ReadonlySet<number> }>;
  readonly scanner: FileScanner;
}

/**
 * Scans layers where the engine keeps them: `docker save` would write out the whole image, base included, for a layer of
 * a few kilobytes. A container that never starts has the folders mounted, and `docker cp` reads them, so that nobody
 * needs root and nothing of the image runs. What could not be read this way is left out.
 */
export async function scanFolders(options: ScanFolders): Promise<ReadonlyMap<string, LayerScan>> {
  const { docker, image, layers, history, scanner } = options;
  const found = new Map<string, LayerScan>();
  const wanted = image.layers.flatMap((layer, index) => {
    const folder = image.folders[index];
    // A comma or a quote would end the option's value.
    return layers.has(layer) && folder !== undefined && !/[,"]/.test(folder) ? [{ layer, folder }] : [];
  });
  if (wanted.length === 0) return found;
  const container = `adp-layer1-scan-${randomUUID().slice(0, 8)}`;
  const mounts = wanted.flatMap(({ folder }, index) => [
    "--mount",
    `type=bind,source=${folder},target=/layers/${index},readonly`,
  ]);
  try {
    const made = await docker.try([
      ...["create", "--name", container, "--network", "none", ...mounts],
      ...["--entrypoint", "none", image.id],
    ]);
    if (made instanceof ProcessFailure) return found;
    const scans = await Promise.allSettled(
      wanted.map(async ({ layer }, index) => {
        const copied = await docker.stream(["cp", `${container}:/layers/${index}`, "-"]);
        // A layer that was cut off is read again by the caller, which reports its failure.
        const scan = await scanLayer(copied.stdout, scanner, { above: `${index}/` }).catch(() => {
          // Nobody reads on: docker would wait for that for good, and what it has written with it.
          copied.stdout.destroy();
          copied.kill();
          return undefined;
        });
        if ((await copied.done) instanceof ProcessFailure || scan === undefined) return;
        // An engine in a virtual machine may mount another folder of that name, with nothing but itself in it.
        if (scan.files > 1 && (await history).sizes.has(scan.bytes)) found.set(layer, scan);
      }),
    );
    for (const scan of scans) if (scan.status === "rejected") throw scan.reason;
    return found;
  } finally {
    // Also after Ctrl-C, which ends every other call.
    await docker.try(["rm", "--force", "--volumes", container], { signal: new AbortController().signal });
  }
}
