import type { Docker, ImageFacts } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import type { Progress } from "../kernel/progress.ts";
import type { AccessPlan } from "./access.ts";
import { explainBuild } from "./failure.ts";
import type { Layer1Folder } from "./folder.ts";
import { writeSecretFiles } from "./secret-files.ts";
import { stepWords } from "./steps.ts";

interface BuildImage
  extends Omit<Parameters<Docker["tryBuild"]>[0], "secrets" | "fromEnvironment" | "onLine"> {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  readonly access: AccessPlan;
  readonly progress: Progress;
}

/** One build with the secrets of Layer 1: each step gets its login, and a failure is explained. */
export async function buildImage(options: BuildImage): Promise<ImageFacts> {
  const { docker, place, access, progress, ...build } = options;
  const secrets = writeSecretFiles(access);
  const lines: string[] = [];
  try {
    const result = await docker.tryBuild({
      ...build,
      secrets: secrets.files,
      fromEnvironment: access.proxies,
      onLine: (line) => {
        lines.push(line);
        const words = stepWords(line);
        if (words !== undefined) progress.detail(words);
      },
    });
    if (result instanceof ProcessFailure) throw explainBuild(result, lines, { docker, place, access });
  } finally {
    secrets.close();
  }
  const image = await docker.image(build.tag);
  if (image === undefined) throw new Error(`${build.tag} was built and is not there`);
  return image;
}
