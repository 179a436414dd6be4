import { join } from "node:path";
import { stringify } from "yaml";
import { makeFolder, writeAtomic } from "../kernel/files.ts";
import type { Environment } from "./environment.ts";
import { chartArchive, renderChart } from "./helm.ts";
import { argoApplication, ownObjects } from "./objects.ts";
import type { Platform } from "./platform-file.ts";
import type { Release } from "./release.ts";
import { chartValues } from "./values.ts";

/** The files of an environment: path below the folder of platform.yaml -> content. */
export type Files = ReadonlyMap<string, string>;

const head =
  "# Written by `adp layer3 render` from platform.yaml and release.yaml. Do not change it by hand.\n";

/** Where the chart's own manifests stand. Made with Helm and the chart's archive, which the other files do without. */
export function chartFile(environment: string): string {
  return join("environments", environment, "rendered", "airflow.yaml");
}

/** Without anchors: a reviewer reads each place by itself. */
function yaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false });
}

/** What is made from platform.yaml and release.yaml alone: a pure function. */
export function ownFiles(environment: Environment, release: Release): Files {
  const place = join("environments", environment.name);
  const documents = ownObjects(environment, release).map(yaml);
  const application = argoApplication(environment);
  return new Map([
    [join(place, "values.yaml"), head + yaml(chartValues(environment, release))],
    [join(place, "rendered", "objects.yaml"), head + documents.join("---\n")],
    ...(application === undefined
      ? []
      : ([[join(place, "application.yaml"), head + yaml(application)]] as const)),
  ]);
}

/** All files of an environment. */
export async function allFiles(
  platform: Platform,
  environment: Environment,
  release: Release,
  signal?: AbortSignal,
): Promise<Files> {
  const chart = await chartArchive(environment, chartFolder(platform));
  const text = await renderChart(environment, chartValues(environment, release), chart, signal);
  return new Map([...ownFiles(environment, release), [chartFile(environment.name), head + text]]);
}

/** Where downloads of the chart are kept; .gitignore of `adp layer3 init` names it. */
export function chartFolder({ folder }: Platform): string {
  return makeFolder(join(folder, ".charts"));
}

export function writeFiles(folder: string, files: Files): string[] {
  for (const [path, content] of files) {
    makeFolder(join(folder, path, ".."));
    writeAtomic(join(folder, path), content, 0o644);
  }
  return [...files.keys()];
}
