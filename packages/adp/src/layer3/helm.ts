import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, again, either, shell, run as step } from "@airflow-data-platform/cli-kit";
import { stringify } from "yaml";
import { AdpError } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { chartTable } from "./charts.ts";
import type { Environment, Values } from "./environment.ts";
import { errors } from "./errors.ts";

/** Renders the chart with values. Needs Helm and the chart's archive; nothing is sent to a cluster. */
export async function renderChart(
  environment: Environment,
  values: Values,
  chart: string,
  signal?: AbortSignal,
): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), "adp-layer3-"));
  try {
    const file = join(scratch, "values.yaml");
    writeAtomic(file, stringify(values));
    const words = ["template", environment.datakit, chart, "--namespace", environment.namespace];
    const done = await attempt(["helm", ...words, "--values", file], {
      ...(signal === undefined ? {} : { signal }),
    });
    if (!(done instanceof ProcessFailure)) return done.stdout;
    if (done.kind === "spawn-failed") throw noHelm();
    throw new AdpError(errors.HELM_FAILED, {
      what: `Helm cannot render the chart for ${environment.name}.`,
      evidence: done.tail(),
      next: [act(`correct values of ${environment.name} in platform.yaml`), again],
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function noHelm(): AdpError {
  return new AdpError(errors.NO_HELM, {
    what: "The program helm is not on PATH.",
    why: "adp renders the official Airflow chart with it.",
    next: [
      either(
        step(shell`brew install helm`, "macOS, or Linux with Homebrew"),
        step(shell`sudo snap install helm --classic`, "Ubuntu"),
        act("take the archive from https://github.com/helm/helm/releases or your company's mirror of it"),
      ),
      again,
    ],
  });
}

/**
 * The chart's archive: the file, folder or address that CHART_REPOSITORY names, else the chart's own repository. Its
 * sha256 is the one of platform.yaml, or ADP-L3-006. `folder`: where a download is kept.
 */
export async function chartArchive(
  { chart, name }: Environment,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const repository = env.CHART_REPOSITORY || chartTable().repository;
  const fileName = `airflow-${chart.version}.tgz`;
  if (repository.endsWith(".tgz")) return checked(repository, chart.sha256);
  if (!/^https?:\/\//.test(repository)) return checked(join(repository, fileName), chart.sha256);
  const kept = join(folder, fileName);
  if (existsSync(kept)) return checked(kept, chart.sha256);
  const done = await attempt([
    "helm",
    "pull",
    "airflow",
    "--repo",
    repository,
    "--version",
    chart.version,
    "-d",
    folder,
  ]);
  if (!(done instanceof ProcessFailure)) return checked(kept, chart.sha256);
  if (done.kind === "spawn-failed") throw noHelm();
  throw new AdpError(errors.NO_CHART, {
    what: `The Airflow chart ${chart.version} cannot be had from ${repository} (environment ${name}).`,
    evidence: done.tail(5),
    next: [
      either(
        step(shell`export CHART_REPOSITORY=URL`, "the company's mirror of https://airflow.apache.org"),
        step(shell`export CHART_REPOSITORY=${`/path/to/${fileName}`}`, "a file"),
      ),
      again,
    ],
  });
}

function checked(path: string, sha256: string): string {
  if (!existsSync(path))
    throw new AdpError(errors.NO_CHART, {
      what: `There is no chart at ${path}.`,
      why: "CHART_REPOSITORY names it.",
      next: [step(shell`unset CHART_REPOSITORY`, "takes the chart's own repository"), again],
    });
  const found = createHash("sha256").update(readFileSync(path)).digest("hex");
  if (found === sha256) return path;
  throw new AdpError(errors.CHART_DIFFERS, {
    what: `${path} is not the archive that platform.yaml names.`,
    why: `Its sha256 is ${found}; platform.yaml has ${sha256}.`,
    next: [
      either(
        act("take the archive from where your company publishes it"),
        act("if you checked this archive by other means, write its sha256 into platform.yaml under chart"),
      ),
      again,
    ],
  });
}
