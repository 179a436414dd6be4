import { join } from "node:path";
import { adp, run } from "@airflow-data-platform/cli-kit";
import { commandLine } from "../../kernel/command-line.ts";
import { AdpError } from "../../kernel/errors.ts";
import { errors } from "../errors.ts";
import { readAirflowSettings, SETTINGS_FILE } from "./airflow-settings.ts";
import { dotEnv, WAREHOUSE } from "./environment.ts";
import { airflowLines } from "./lines.ts";
import type { EmbeddedOptions } from "./options.ts";
import { changedSince, startedWith } from "./started.ts";
import { lineOfGeneration, pinnedLine, type Settings } from "./state.ts";

/** The line to start: what the user asks for, what the datakit asks for, what ran before, the newest of the datakit's generation. */
export function lineToStart(options: EmbeddedOptions, known: Settings | undefined): string {
  const before = airflowLines().find((line) => line === known?.line);
  return wantedLine(options) ?? before ?? lineOfGeneration(options.datakits) ?? airflowLines()[0] ?? "";
}

function wantedLine({ line, datakits }: EmbeddedOptions): string | undefined {
  return line ?? pinnedLine(datakits);
}

/**
 * Reads the files that Airflow is started with, so that a mistake in one is found before what runs is stopped. Names a
 * connection `warehouse` of the user's, which the engine's own replaces.
 */
export function checkDatakits(
  { datakits, progress }: Pick<EmbeddedOptions, "datakits" | "progress">,
  shell: NodeJS.ProcessEnv = process.env,
): void {
  const sources = datakits.flatMap((folder) => [
    ...(WAREHOUSE in readAirflowSettings(folder).variables ? [join(folder, SETTINGS_FILE)] : []),
    ...(WAREHOUSE in dotEnv(folder) ? [join(folder, ".env")] : []),
  ]);
  for (const source of [...sources, ...(WAREHOUSE in shell ? [`this shell's ${WAREHOUSE}`] : [])])
    progress.note(`The connection warehouse from ${source} is not used: this datakit's own warehouse is.`);
}

/** Throws unless what runs already is what the user asks for. */
export function requireAsWanted(options: EmbeddedOptions, known: Settings): void {
  const { port } = options;
  const line = wantedLine(options);
  if (line !== undefined && line !== known.line) {
    throw new AdpError(errors.lineChanged, {
      what: `Airflow ${known.line} runs here, not ${line}.`,
      next: [run(adp`dev restart --airflow ${line}`, "changes it; the warehouse keeps its tables")],
    });
  }
  if (port !== undefined && port !== known.webPort) {
    throw new AdpError(errors.runsOtherwise, {
      what: `Airflow runs here already, on port ${known.webPort}.`,
      next: [run(adp`dev restart --port ${port}`)],
    });
  }
}

/** Whether the running Airflow was started with other files. Says which, and which variables it does not have. */
export function isOutdated({ runFolder, datakits, progress }: EmbeddedOptions, known: Settings): boolean {
  const { files, shell } = changedSince(runFolder, startedWith(datakits, known.key));
  if (files.length > 0) {
    progress.note(`Changed since Airflow started: ${files.join(", ")}. Airflow restarts.`);
  } else if (shell.length > 0) {
    progress.note(
      `The running Airflow does not have this shell's ${shell.join(", ")}: ${commandLine().adp("dev restart")}`,
    );
  }
  return files.length > 0;
}
