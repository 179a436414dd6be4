import { act, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { type Docker, imageName, wantsBuildKit } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { errors } from "../errors.ts";

/** Builds the datakit's image, as `docker build` in its folder: Layer 1's ONBUILD steps install what it asks for. */
export async function buildImage(
  docker: Docker,
  datakit: string,
  onLine: (line: string) => void,
): Promise<void> {
  const builder = `--builder=${await docker.builder()}`;
  const words = [
    "buildx",
    "build",
    builder,
    "--load",
    "--progress=plain",
    "--tag",
    imageName(datakit),
    datakit,
  ];
  const done = await docker.try(words, { onLine });
  if (!(done instanceof ProcessFailure)) return;
  if (wantsBuildKit(done)) throw docker.explain(done);
  throw new AdpError(errors.dockerBuild, {
    why: "The end of the build's output is below.",
    evidence: output(done.stderr),
    next: [
      either(
        [act("correct requirements.txt, packages.txt or the Dockerfile of the datakit"), again],
        run(shell`docker buildx build --progress=plain ${datakit}`, "shows all of it"),
      ),
    ],
    cause: done,
  });
}

/** What the failing step printed, without BuildKit's own numbers, times and summary. */
function output(text: string): string[] {
  const lines = text.split("\n").flatMap((line) => /^#\d+ (?:\d+\.\d+ |ERROR: )(.*)$/.exec(line)?.[1] ?? []);
  return (lines.length > 0 ? lines : text.trim().split("\n")).slice(-15);
}
