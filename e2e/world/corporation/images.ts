import type { Engine } from "../docker/engine.ts";
import { platformImages } from "../docker/images.ts";
import { run } from "../lib/index.ts";
import { buildRuntimes, otherNames, runtimeName } from "../runtime/runtime.ts";

/** A real Runtime, in the outer engine or one that it can pull, instead of the Airflow 2 stand-in. */
const real = process.env.ADP_E2E_RUNTIME;

/** Builds the images of the company's registry. Returns each image's name in the engine by its name in the registry. */
export async function companyImages(engine: Engine): Promise<Record<string, string>> {
  await buildRuntimes(engine, ["2.9", "3.3"]);
  const runtime = real ?? runtimeName("2.9");
  if (real !== undefined)
    for (const image of [real, `${real}-base`])
      if (engine.docker("image", "ls", "--quiet", image) === "")
        await run(["docker", "pull", "--quiet", image], { env: engine.env, timeoutMs: 600_000 });
  return {
    "docker-remote/astronomer/ap-airflow:11.10.0": runtime,
    "docker-remote/astronomer/ap-airflow:11.10.0-base": `${runtime}-base`,
    "docker-remote/astronomer/astro-runtime:3.3-8": runtimeName("3.3"),
    "docker-remote/astronomer/astro-runtime:3.3-8-base": runtimeName("3.3", "base"),
    "docker-remote/library/python:3.11-slim": otherNames.pip,
    "docker-remote/library/node:22-bookworm-slim": otherNames.node,
    "docker-remote/library/postgres:18-bookworm": (await platformImages()).postgres,
  };
}
