import { adp, either, run } from "@airflow-data-platform/cli-kit";
import type { Docker } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { airflowLabel, runtimeLabel } from "./base.ts";
import { errors } from "./errors.ts";
import { labels } from "./plan.ts";
import { sharerName } from "./sharer-image.ts";

interface Layer1Image {
  readonly tag: string;
  readonly id: string;
  readonly inputs: string;
  readonly runtime: string;
  readonly airflow: string;
  readonly framework: string;
  /** Whether datakits are built on it: it is `latest`. */
  readonly inUse: boolean;
  readonly megabytes: number;
}

/** The Layer 1 images that are here, the one in use first. */
export async function listLayer1(docker: Docker, name: string): Promise<Layer1Image[]> {
  const { stdout } = await docker.call(["image", "ls", "--format", "{{.Tag}}", name]);
  const latest = await docker.image(`${name}:latest`);
  const found: Layer1Image[] = [];
  for (const tag of stdout.split("\n").filter((text) => text !== "" && text !== "<none>")) {
    const image = await docker.image(`${name}:${tag}`);
    if (image === undefined || tag === "latest" || !(labels.inputs in image.labels)) continue;
    found.push({
      tag,
      id: image.id,
      inputs: image.labels[labels.inputs] ?? "",
      runtime: image.labels[runtimeLabel] ?? "",
      airflow: image.labels[airflowLabel] ?? "",
      framework: image.labels[labels.framework] ?? "",
      inUse: image.id === latest?.id,
      megabytes: Math.round(image.size / 1e6),
    });
  }
  return found.sort((a, b) => Number(b.inUse) - Number(a.inUse) || a.tag.localeCompare(b.tag));
}

/** Makes an earlier Layer 1 the one that datakits are built on, with its ticket sharer. */
export async function useLayer1(docker: Docker, name: string, tag: string): Promise<Layer1Image> {
  const known = await listLayer1(docker, name);
  const chosen = known.find((image) => image.tag === tag);
  if (chosen === undefined) {
    const there = /^[\w][\w.-]{0,127}$/.test(tag) ? await docker.image(`${name}:${tag}`) : undefined;
    throw new AdpError(there === undefined ? errors.NO_IMAGE : errors.NOT_LAYER1, {
      what:
        there === undefined
          ? `There is no image ${name}:${tag} here.`
          : `${name}:${tag} was not built by adp layer1 build: it lacks the label ${labels.inputs}.`,
      why:
        known.length === 0
          ? "No Layer 1 image has been built here."
          : `Here are: ${known.map((image) => image.tag).join(", ")}.`,
      next: [
        either(
          run(adp`layer1 list --name ${name}`, "lists the images that are here"),
          run(adp`layer1 build --name ${name}`, "builds one"),
        ),
      ],
    });
  }
  await docker.call(["tag", `${name}:${tag}`, `${name}:latest`]);
  const sharer = sharerName(name);
  if ((await docker.image(`${sharer}:${tag}`)) !== undefined)
    await docker.call(["tag", `${sharer}:${tag}`, `${sharer}:latest`]);
  return { ...chosen, inUse: true };
}
