import type { Docker } from "../docker/index.ts";
import { runnerNames, runnerOf } from "./folder.ts";
import { labels } from "./labels.ts";

interface RunnerImage {
  readonly runner: string;
  readonly tag: string;
  readonly id: string;
  readonly inputs: string;
  /** Whether it is `latest`. */
  readonly inUse: boolean;
  readonly megabytes: number;
}

/** The runners' images that are here and that adp built, the one in use first. */
export async function listRunners(docker: Docker): Promise<RunnerImage[]> {
  const found: RunnerImage[] = [];
  for (const { name, image: repository } of runnerNames.map((one) => runnerOf(one))) {
    const { stdout } = await docker.call(["image", "ls", "--format", "{{.Tag}}", repository]);
    const latest = await docker.image(`${repository}:latest`);
    for (const tag of stdout.split("\n").filter((text) => !["", "<none>", "latest"].includes(text))) {
      const image = await docker.image(`${repository}:${tag}`);
      if (image === undefined || !(labels.inputs in image.labels)) continue;
      found.push({
        ...{ runner: name, tag, id: image.id, inputs: image.labels[labels.inputs] ?? "" },
        ...{ inUse: image.id === latest?.id, megabytes: Math.round(image.size / 1e6) },
      });
    }
  }
  return found.sort((a, b) => Number(b.inUse) - Number(a.inUse) || a.tag.localeCompare(b.tag));
}
