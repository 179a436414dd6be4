import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { makeFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { type Layer1Folder, layer1Folder } from "./folder.ts";
import { askInside } from "./inside.ts";

const names = z.record(z.string(), z.string());
const schema = z.object({ python: names, debian: z.array(z.string()), kept: names });

/** What Layer 1 brings to a datakit. */
export interface Layer1Contents {
  /** Normalised name (PEP 503) -> version; null where only the name is known. */
  readonly python: ReadonlyMap<string, string | null>;
  readonly debian: ReadonlySet<string>;
  /** What a datakit's installation may not change, with its version (ADP-L1-080). */
  readonly kept: ReadonlyMap<string, string>;
}

/** What an image brings, by the image itself; remembered by its id, since an image never changes. */
export async function imageContents(
  docker: Docker,
  image: ImageFacts,
  place: Layer1Folder = layer1Folder(),
): Promise<Layer1Contents> {
  const path = join(place.state, "contents", `${image.id.replace(/^sha256:/, "").slice(0, 32)}.json`);
  let found = tryJson(readIfPresent(path) ?? "", schema);
  if (found === undefined) {
    const answer = await askInside({ docker, image, program: "contents.py", schema });
    if (answer instanceof ProcessFailure) throw docker.explain(answer);
    makeFolder(join(place.state, "contents"));
    writeAtomic(path, JSON.stringify(answer));
    found = answer;
  }
  return {
    python: new Map(Object.entries(found.python)),
    debian: new Set(found.debian),
    kept: new Map(Object.entries(found.kept)),
  };
}

/** What the lists of the clone promise, where no image is here: names alone. */
export function promisedContents({ folder }: Layer1Folder = layer1Folder()): Layer1Contents {
  const lines = (file: string) =>
    readFileSync(join(folder, file), "utf8")
      .split("\n")
      .map((line) => line.replace(/#.*/, "").trim())
      .filter((line) => line !== "");
  const python = [
    ...lines("requirements.txt").map((line) => line.replace(/[^\w.-].*/, "")),
    "apache-airflow",
  ];
  return {
    python: new Map([...python, "sqlmodel-framework", "adp-runners"].map((name) => [name, null])),
    debian: new Set(lines("packages.txt")),
    kept: new Map(),
  };
}
