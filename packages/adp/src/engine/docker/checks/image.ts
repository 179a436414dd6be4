import { join } from "node:path";
import { act, adp, again, either, run } from "@airflow-data-platform/cli-kit";
import { parse } from "yaml";
import * as z from "zod/mini";
import { baseImageOf, type Docker } from "../../../docker/index.ts";
import { AdpError } from "../../../kernel/errors.ts";
import { readIfPresent } from "../../../kernel/files.ts";
import { generationOf } from "../../embedded/lines.ts";
import { lockedGeneration } from "../../embedded/state.ts";
import { errors } from "../../errors.ts";

const airflowLabel = "io.astronomer.docker.airflow.version";

/** The image that a datakit's Dockerfile begins from. */
export function baseOf(datakit: string): string {
  return baseImageOf(datakit) ?? "layer1-airflow:latest";
}

/** The line that a datakit's .airflow-version names, which the embedded engine may not have; else the generation it was made for. */
export function pinnedIn(datakit: string): string | undefined {
  const version = readIfPresent(join(datakit, ".airflow-version")) ?? "";
  return /^\d+\.\d+/.exec(version)?.[0] ?? lockedGeneration(datakit);
}

/** The Airflow line of an image that is here; undefined where the image is not, or says nothing of an Airflow. */
export async function lineOf(docker: Docker, image: string): Promise<string | undefined> {
  return lineIn(await docker.imageLabels(image));
}

function lineIn(labels: Readonly<Record<string, string>> | undefined): string | undefined {
  return /^\d+\.\d+/.exec(labels?.[airflowLabel] ?? "")?.[0];
}

interface Wanted {
  readonly docker: Docker;
  readonly datakit: string;
  /** The line that the user asks for; what `pinnedIn` finds where undefined. */
  readonly line: string | undefined;
}

/** Layer 1 is here, holds an Airflow, and one of the generation that the datakit is for. Gives its line. */
export async function checkImage({
  docker,
  datakit,
  line: wanted = pinnedIn(datakit),
}: Wanted): Promise<string> {
  const image = baseOf(datakit);
  const labels = await docker.imageLabels(image);
  if (labels === undefined)
    throw new AdpError(errors.noLayer1, {
      what: `The image ${image}, which ${join(datakit, "Dockerfile")} begins from, is not on this machine.`,
      next: [
        either(
          [run(adp`layer1 build`, "builds it"), again],
          [run(adp`layer1 pull`, "takes it from your organisation's registry"), again],
          run(adp`dev start --engine embedded`, "needs no Docker"),
        ),
      ],
    });
  const line = lineIn(labels);
  if (line === undefined)
    throw new AdpError(errors.noLayer1, {
      what: `The image ${image} does not say which Airflow it holds.`,
      why: `It has no label ${airflowLabel}, as every Runtime and every Layer 1 has.`,
      next: [act("begin the Dockerfile FROM layer1-airflow:latest"), again],
    });
  const generation = generationOf(line);
  if (wanted !== undefined && generationOf(wanted) !== generation)
    throw otherGeneration(image, line, `This datakit asks for Airflow ${wanted}.`);
  if (generation === 2 && overrides(datakit).includes("dag-processor"))
    throw otherGeneration(
      image,
      line,
      "docker-compose.override.yml names dag-processor, a service of Airflow 3.",
    );
  return line;
}

function otherGeneration(image: string, line: string, why: string): AdpError {
  const other = generationOf(line);
  return new AdpError(errors.otherGeneration, {
    what: `The image ${image} holds Airflow ${line}, and the datakit is for Airflow ${other === 3 ? 2 : 3}.`,
    why,
    next: [
      either(
        [run(adp`layer1 list`, "shows the Layer 1 images that are here"), run(adp`layer1 use TAG`), again],
        [
          run(adp`datakit update --airflow ${String(other)}`, "moves the datakit to the image's Airflow"),
          again,
        ],
      ),
    ],
  });
}

/** The services that a datakit's override names; none where Compose is to say what is wrong with the file. */
function overrides(datakit: string): string[] {
  const text = readIfPresent(join(datakit, "docker-compose.override.yml")) ?? "";
  try {
    return Object.keys(Override.parse(parse(text, { merge: true, logLevel: "silent" }))?.services ?? {});
  } catch {
    // Not YAML, or of another form: Compose names the place.
    return [];
  }
}

const Override = z.nullish(z.looseObject({ services: z.nullish(z.record(z.string(), z.unknown())) }));
