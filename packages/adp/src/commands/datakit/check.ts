import { adp, type Next, run } from "@airflow-data-platform/cli-kit";
import { checkDatakit, type Layer1State, layer1State, platformTemplate } from "../../datakit/index.ts";
import { Docker } from "../../docker/index.ts";
import { Exit, type ExitCode, stepLines } from "../../kernel/errors.ts";
import { openOutput } from "../../kernel/output.ts";

/** The template, Layer 1, and the requirements. Exit code 1 where any of them wants something done. */
export async function check(folder: string, options: { readonly json?: boolean }): Promise<ExitCode> {
  const output = openOutput(options);
  // The engine is asked first: what this process has to do meanwhile costs no time.
  const asked = layer1State(folder, { docker: new Docker() });
  const [layer1, result] = await Promise.all([asked, checkDatakit(folder, platformTemplate())]);
  output.document({ ...result, layer1: { ...layer1, contradictions: layer1.contradictions ?? null } });
  const { state, template } = result;
  output.print(sentences[state](template));
  output.print(imageSentence(layer1));
  for (const { line, requirement, layer1: version } of layer1.contradictions ?? [])
    output.print(
      `requirements.txt:${line}: ${requirement} contradicts Layer 1, which keeps ${version} (ADP-L1-080 in docs/errors.md).`,
    );
  const steps = [...(nextOf[state] ?? []), ...(layer1.state === "behind" ? rebuildNext : [])];
  for (const line of stepLines(steps)) output.print(line);
  const fine = state === "current" && layer1.state !== "behind" && (layer1.contradictions ?? []).length === 0;
  return fine ? Exit.ok : Exit.job;
}

function imageSentence({ from, state, pinned }: Layer1State): string {
  const image = from ?? "no image";
  const pin = pinned ? " It pins that one; another is in use here." : "";
  return {
    current: `Its image is built on ${image} as it is here.${pin}`,
    behind: `Its image is built on an earlier ${image} than the one that is here.${pin}`,
    unbuilt: `No image of it is built here; it begins from ${image}.${pin}`,
    missing: `It begins from ${image}, which is not here.`,
    unknown: `It begins from ${image}; whether its image is behind cannot be told here.`,
  }[state];
}

type State = Awaited<ReturnType<typeof checkDatakit>>["state"];
type Versions = Awaited<ReturnType<typeof checkDatakit>>["template"];

const sentences: Readonly<Record<State, (versions: Versions) => string>> = {
  current: ({ platform }) => `This datakit is as the template ${platform} makes it, but for your changes.`,
  behind: ({ datakit, platform }) =>
    datakit === platform
      ? `The template ${platform} has changed since this datakit was made.`
      : `This datakit is from the template ${datakit}; the platform's is ${platform}.`,
  ahead: ({ datakit, platform }) =>
    `This datakit is from the template ${datakit}, newer than the platform's ${platform}: update the clone of the platform.`,
  unfinished: () => "An update has conflicts that are not resolved.",
};

const nextOf: Readonly<Partial<Record<State, Next>>> = {
  behind: [run(adp`datakit update`, "merges the template's changes into yours")],
  unfinished: [run(adp`datakit update --continue`, "after you resolved them")],
};

const rebuildNext: Next = [
  run(adp`datakit rebuild`, "builds its image on the Layer 1 that is here, and tests it"),
];
