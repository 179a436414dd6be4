import { readFileSync } from "node:fs";
import { join } from "node:path";
import { again, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import type * as z from "zod/mini";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { platformRoot } from "../kernel/home.ts";
import { parseJson } from "../kernel/json.ts";
import { ProcessFailure } from "../kernel/process.ts";

interface Inside<Schema extends z.ZodMiniType> {
  readonly docker: Docker;
  readonly image: ImageFacts;
  /** A file of packages/adp/data/layer1, which prints one JSON document. */
  readonly program: string;
  readonly schema: Schema;
  readonly args?: readonly string[];
  /** Of `docker run`. The default: no network. */
  readonly options?: readonly string[];
  readonly input?: Buffer;
}

/** Runs one of the Python programs inside an image, and gives what it answers. */
export async function askInside<Schema extends z.ZodMiniType>({
  docker,
  image,
  program,
  schema,
  args = [],
  options = ["--network", "none"],
  input,
}: Inside<Schema>): Promise<z.output<Schema> | ProcessFailure> {
  const text = readFileSync(join(platformRoot(), "packages", "adp", "data", "layer1", program), "utf8");
  const result = await docker.try(
    [
      ...["run", "--rm", ...(input === undefined ? [] : ["--interactive"]), ...options],
      ...["--entrypoint", "python3", image.id, "-c", text, ...args],
    ],
    { timeoutMs: 120_000, ...(input === undefined ? {} : { input }) },
  );
  if (result instanceof ProcessFailure) return result;
  const answer = result.stdout.trim().split("\n").at(-1) ?? "";
  return parseJson(answer, schema, { from: `${program} in the image`, next: nextSteps(image) });
}

function nextSteps({ id }: ImageFacts): Next {
  return [
    run(shell`docker run --rm --entrypoint python3 ${id.slice(0, 19)} --version`, "asks its Python"),
    again,
  ];
}
