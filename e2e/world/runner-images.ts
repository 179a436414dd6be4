import { runnerNames, runnerOf } from "../../packages/adp/src/runners/index.ts";
import type { Engine } from "./docker/engine.ts";

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
