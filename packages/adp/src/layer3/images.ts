import { join } from "node:path";
import { readIfPresent } from "../kernel/files.ts";
import { imagesIn, objectsOf } from "./manifest.ts";
import type { Platform } from "./platform-file.ts";
import { imageOf, readRelease } from "./release.ts";
import { chartFile } from "./render.ts";

export interface NeededImage {
  readonly image: string;
  readonly environments: readonly string[];
}

/** Every image that a cluster must be able to pull, with the environments that need it. */
export function neededImages({ folder, environments }: Platform): NeededImage[] {
  const needed = new Map<string, string[]>();
  for (const { name } of environments) {
    const release = readRelease(folder, name);
    const texts = [chartFile(name), join("environments", name, "rendered", "objects.yaml")]
      .map((file) => readIfPresent(join(folder, file)))
      .filter((text) => text !== undefined);
    const images = new Set([
      ...(release === undefined ? [] : [imageOf(release)]),
      ...texts.flatMap(objectsOf).flatMap(imagesIn),
    ]);
    for (const image of images) needed.set(image, [...(needed.get(image) ?? []), name]);
  }
  return [...needed]
    .map(([image, names]) => ({ image, environments: names }))
    .sort((a, b) => (a.image < b.image ? -1 : 1));
}
