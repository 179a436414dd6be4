import { Docker } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";

/** A generation of Airflow: its services, its imports. */
export type Major = "2" | "3";
export const majors: readonly Major[] = ["3", "2"];

/** The variable of cookiecutter.json: cookiecutter asks for what has no underscore, and this is asked of nobody. */
export const majorAnswer = "_airflow_major";

/** The image that every datakit is built on, unless it pins another. */
export const layer1 = "layer1-airflow:latest";
const airflowLabel = "io.astronomer.docker.airflow.version";

/** The generation of an image's Airflow, by its label; undefined where there is no Docker, no such image or no label. */
export async function localMajor(image = layer1, docker = new Docker()): Promise<Major | undefined> {
  const format = `{{index .Config.Labels "${airflowLabel}"}}`;
  const done = await docker.try(["image", "inspect", "--format", format, image], { timeoutMs: 5000 });
  if (done instanceof ProcessFailure) return undefined;
  return majors.find((major) => done.stdout.startsWith(`${major}.`));
}
