import type { Docker, ImageFacts } from "../docker/index.ts";
import { fits, requirementsOf, unpinned } from "./requirements.ts";

/** A requirement that Layer 1's own version does not fit: the datakit's build would end with ADP-L1-080. */
export interface Contradiction {
  readonly line: number;
  readonly requirement: string;
  /** The version that Layer 1 keeps. */
  readonly layer1: string;
}

/** Which lines of a requirements.txt ask for another version of what a Layer 1 keeps. */
export async function contradictionsIn(
  text: string,
  docker: Docker,
  base: ImageFacts,
): Promise<Contradiction[]> {
  const wanted = requirementsOf(text).filter(({ specifier }) => specifier !== "");
  if (wanted.length === 0) return [];
  const { imageContents } = await import("../layer1/index.ts");
  const { kept } = await imageContents(docker, base);
  const free = unpinned(text);
  return wanted.flatMap((one) => {
    const layer1 = kept.get(one.name);
    if (layer1 === undefined || free.has(one.name) || fits(one, layer1)) return [];
    return [{ line: one.line, requirement: one.text, layer1 }];
  });
}
