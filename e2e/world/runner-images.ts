import { join } from "node:path";
import { expect } from "vitest";
import { runnerNames, runnerOf } from "../../packages/adp/src/runners/index.ts";
import type { Engine } from "./docker/engine.ts";
import { type Layer1World, steadily } from "./layer1/layer1.ts";
import { otherNames } from "./runtime/runtime.ts";

/** `adp runners WORDS --json` of the world's clone, on a stand-in for the official image of Python. */
export function runners(world: Layer1World, ...words: string[]) {
  const program = join(world.clone, "packages", "adp", "dist", "adp.mjs");
  return world.run([process.execPath, program, "runners", ...words, "--json"], {
    IMAGE_PYTHON: otherNames.pip,
  });
}

/** Builds a runner's image; gives what the command printed of it. */
export async function buildRunner<T>(world: Layer1World, name: string): Promise<T> {
  const built = await steadily(async () => {
    const done = await runners(world, "build", name);
    return { ...done, said: done.stdout + done.stderr };
  });
  expect(built.code, built.said).toBe(0);
  return JSON.parse(built.stdout) as T;
}

/** Remembers the runners' images of this machine, whose names the tests take, and gives a function that gives them back. */
export function keepRunnerImages(engine: Engine): () => void {
  const form = "{{.Repository}}:{{.Tag}} {{.ID}}";
  const images = () =>
    new Map(
      runnerNames
        .map((name) => runnerOf(name).image)
        .flatMap((image) => engine.docker("image", "ls", "--format", form, image).split("\n"))
        .filter(Boolean)
        .map((line) => line.split(" ") as [string, string]),
    );
  const before = images();
  return () => {
    for (const [name] of images()) if (!before.has(name)) engine.docker("rmi", "--force", name);
    // What another build took away in the meantime is gone.
    const here = new Set(engine.docker("image", "ls", "--all", "--quiet").split("\n"));
    for (const [name, id] of before) if (here.has(id)) engine.docker("tag", id, name);
  };
}
