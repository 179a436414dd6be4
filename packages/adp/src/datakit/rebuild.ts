import type { Docker } from "../docker/index.ts";
import { datakitImage, layer1State } from "./image.ts";
import { buildTrial, testTrial } from "./trial.ts";

/** What came of one datakit. */
export interface Rebuilt {
  readonly folder: string;
  /** What its Dockerfile begins from. */
  readonly from: string | null;
  readonly pinned: boolean;
  /** `kept`: its image is on its Layer 1, or there is none. A failed one keeps the image that it had. */
  readonly result: "rebuilt" | "kept" | "build failed" | "tests failed" | "no Layer 1";
  /** What pytest says last: "5 passed in 3.21s". */
  readonly tests: string | null;
  /** The end of what failed. */
  readonly evidence: readonly string[];
  readonly seconds: number;
}

interface Options {
  readonly docker: Docker;
  readonly layer1?: string | undefined;
  /** Also what has no image here, or one that is not behind. */
  readonly always: boolean;
}

/**
 * Builds a datakit's image again where it stands on an earlier Layer 1, runs its tests in it, and gives it its name after
 * they passed. A Dockerfile that pins a Layer 1 is built on that one.
 */
export async function rebuildDatakit(folder: string, { docker, layer1, always }: Options): Promise<Rebuilt> {
  const started = performance.now();
  const { from, pinned, state } = await layer1State(folder, { docker, layer1 });
  const done = (
    result: Rebuilt["result"],
    tests: string | null = null,
    evidence: readonly string[] = [],
  ): Rebuilt => ({
    folder,
    from,
    pinned,
    result,
    tests,
    evidence,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
  });
  if (state === "missing") return done("no Layer 1");
  if (!always && state !== "behind") return done("kept");
  const name = datakitImage(folder);
  const trial = trialOf(name);
  const failure = await buildTrial(docker, folder, trial);
  if (failure !== undefined) return done("build failed", null, failure.tail(12));
  try {
    const { ok, summary = null, evidence } = await testTrial(docker, trial);
    if (!ok) return done("tests failed", summary, evidence);
    await docker.call(["tag", trial, name]);
    return done("rebuilt", summary);
  } finally {
    await removeTrial(folder, docker);
  }
}

/** The name of an image whose tests have not passed yet. */
function trialOf(name: string): string {
  return name.replace(/:latest$/, ":adp-rebuild");
}

/** Takes that name away, also after a rebuild that was cut off. */
export async function removeTrial(folder: string, docker: Docker): Promise<void> {
  await docker.try(["rmi", "--no-prune", trialOf(datakitImage(folder))]);
}
