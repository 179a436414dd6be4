import { existsSync } from "node:fs";
import { join } from "node:path";
import { act, adp, again, either, run } from "@airflow-data-platform/cli-kit";
import { Docker } from "../docker/index.ts";
import { commandLine } from "../kernel/command-line.ts";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent, writeAtomic } from "../kernel/files.ts";
import type { Progress } from "../kernel/progress.ts";
import { baseOf } from "./docker/checks/image.ts";
import { readDockerState } from "./docker/state.ts";
import type { EngineName } from "./embedded/status.ts";
import { errors } from "./errors.ts";

export const engineNames: readonly EngineName[] = ["embedded", "docker"];

const FILE = "engine";

/** The engine that a datakit was started on last; undefined for a new one. It holds the datakit's tables. */
export function engineOf(runFolder: string): EngineName | undefined {
  const last = readIfPresent(join(runFolder, FILE))?.trim();
  const known = engineNames.find((name) => name === last);
  if (known !== undefined) return known;
  if (existsSync(join(runFolder, "settings.json"))) return "embedded";
  return readDockerState(runFolder) === undefined ? undefined : "docker";
}

export function rememberEngine(runFolder: string, name: EngineName): void {
  writeAtomic(join(runFolder, FILE), `${name}\n`);
}

interface Choice {
  readonly runFolder: string;
  readonly datakits: readonly string[];
  readonly asked: EngineName | undefined;
  readonly progress: Progress;
  readonly docker?: Docker;
  /** A start, after which the datakit stays on this engine; other commands only look there. */
  readonly starts?: boolean;
}

/**
 * The engine to start a datakit on: the one asked for; the one that it was started on before, never another, since an empty
 * database would stand in for its tables; for a new one Docker, where an engine answers, and Compose and Layer 1 are there.
 */
export async function chooseEngine(choice: Choice): Promise<EngineName> {
  const { runFolder, datakits, asked, progress, docker = new Docker(), starts = false } = choice;
  const before = engineOf(runFolder);
  if (asked !== undefined) {
    if (before !== undefined && before !== asked) progress.note(staysBehind(before, asked, starts));
    return asked;
  }
  if (before === "docker" && !(await isThere(docker.engine()))) throw await gone(docker);
  if (before !== undefined) return before;
  const [datakit, ...others] = datakits;
  // The demo's Airflow has several datakits.
  if (datakit === undefined || others.length > 0 || !(await isThere(docker.engine()))) return "embedded";
  if ((await docker.imageLabels(baseOf(datakit))) === undefined) return "embedded";
  return (await isThere(docker.composeVersion())) ? "docker" : "embedded";
}

function staysBehind(before: EngineName, asked: EngineName, starts: boolean): string {
  const tables =
    before === "embedded"
      ? "The tables of the embedded engine stay in .adp/run"
      : "The tables on Docker stay in the platform's warehouse";
  const back = starts ? `${commandLine().adp(`dev start --engine ${before}`)} goes back.` : "";
  return `${tables}; this datakit's ${asked} engine has others. ${back}`.trimEnd();
}

/** Nobody asked for Docker: what it lacks is no error. */
async function isThere(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof AdpError) return false;
    throw error;
  }
}

async function gone(docker: Docker): Promise<AdpError> {
  const why = await docker.engine().then(
    () => "It did not answer a moment ago.",
    (error: unknown) => (error instanceof AdpError ? error.message : String(error)),
  );
  return new AdpError(errors.engineGone, {
    what: "This datakit was started on Docker, and no Docker Engine answers.",
    why: `${why} Its tables are there, so adp does not start it on another engine by itself.`,
    next: [
      either(
        [act("start Docker"), again],
        run(adp`dev start --engine embedded`, "starts with an empty warehouse; the tables on Docker stay"),
      ),
    ],
  });
}
