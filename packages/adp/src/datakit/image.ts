import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import { baseImageOf, type Docker, type ImageFacts, imageName, isImageName } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { readOrdinary } from "../kernel/files.ts";
import type { Contradiction } from "./contradictions.ts";
import { layer1 as usual } from "./major.ts";

const inputsLabel = "io.airflow-data-platform.layer1.inputs";

/** How a datakit stands to the Layer 1 of this machine. */
export interface Layer1State {
  /** What its Dockerfile begins from. */
  readonly from: string | null;
  /**
   * `behind`: its images, of `adp dev start` and of the Astro CLI, were built on an earlier Layer 1. `unbuilt`: it has no
   * image here. `missing`: its Layer 1 is not here. `unknown`: no engine answers, or an image was not built on a Layer 1 of
   * adp's.
   */
  readonly state: "current" | "behind" | "unbuilt" | "missing" | "unknown";
  /** Whether it pins a Layer 1 that is not the one in use. */
  readonly pinned: boolean;
  /** Undefined where Layer 1 is not here. */
  readonly contradictions: readonly Contradiction[] | undefined;
}

interface Options {
  readonly docker: Docker;
  /** The Layer 1 in use, if it has another name. */
  readonly layer1?: string | undefined;
}

/** Compares the image of a datakit, and its requirements, with the Layer 1 that it begins from. */
export async function layer1State(folder: string, { docker, layer1 = usual }: Options): Promise<Layer1State> {
  const from = baseImageOf(folder) ?? null;
  const unknown = { from, pinned: false, state: "unknown", contradictions: undefined } as const;
  if (from === null || !isImageName(from)) return unknown;
  const own = [datakitImage(folder), imageName(folder)];
  let images: ReadonlyMap<string, ImageFacts>;
  try {
    images = await docker.images([from, layer1, ...own]);
  } catch (error) {
    // Without an engine there is nothing to compare with, which is no mistake of the datakit's.
    if (error instanceof AdpError) return unknown;
    throw error;
  }
  const [base, latest] = [from, layer1].map((one) => images.get(one));
  if (base === undefined) return { ...unknown, state: "missing" };
  const is = base.labels[inputsLabel];
  const pinned = from !== layer1 && latest !== undefined && latest.id !== base.id;
  const built = own.flatMap((one) => images.get(one) ?? []);
  const was = built.map((image) => image.labels[inputsLabel]);
  const state =
    built.length === 0
      ? "unbuilt"
      : is === undefined || was.includes(undefined)
        ? "unknown"
        : was.includes(is)
          ? "current"
          : "behind";
  return {
    from,
    pinned,
    state,
    contradictions: is === undefined ? undefined : await contradictions(folder, docker, base),
  };
}

/** Lists of packages are compared only where there is one. */
async function contradictions(
  folder: string,
  docker: Docker,
  base: ImageFacts,
): Promise<readonly Contradiction[]> {
  const text = readOrdinary(join(folder, "requirements.txt")) ?? "";
  if (!/^\s*\w/m.test(text)) return [];
  const { contradictionsIn } = await import("./contradictions.ts");
  return contradictionsIn(text, docker, base);
}

/** The image that `astro dev start` builds of a datakit: its project, and the first letters of its folder's MD5. */
export function datakitImage(folder: string): string {
  const place = resolve(folder);
  const config = readOrdinary(join(place, ".astro", "config.yaml")) ?? "";
  const project = /^\s*name:\s*["']?([\w.-]+)/m.exec(config)?.[1] ?? basename(place);
  return `${project.toLowerCase()}_${createHash("md5").update(place).digest("hex").slice(0, 6)}/airflow:latest`;
}
