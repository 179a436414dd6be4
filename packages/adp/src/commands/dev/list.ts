import { dirname, sep } from "node:path";
import { quoted } from "@airflow-data-platform/cli-kit";
import { EmbeddedEngine, engineFolder, runningFolders } from "../../engine/index.ts";
import { commandLine } from "../../kernel/command-line.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { openOutput, table } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";
import type { Common } from "./open.ts";

export async function list(options: Common): Promise<ExitCode> {
  const output = openOutput(options);
  const found = [];
  for (const runFolder of runningFolders(engineFolder())) {
    const engine = new EmbeddedEngine({
      ...{ runFolder, engineFolder: engineFolder(), datakits: [] },
      progress: new Progress(output),
    });
    const { state, line, url, services } = await engine.status();
    // A datakit's run folder is .adp/run below it; the demo's has a name of its own.
    const datakit = runFolder.endsWith(`${sep}.adp${sep}run`) ? dirname(dirname(runFolder)) : runFolder;
    const ended = services.filter(({ running }) => !running).map(({ name }) => name);
    found.push({ datakit, state, line, url, ended });
  }
  output.document(found);
  if (found.length === 0) output.print("No datakit runs.");
  else
    for (const line of table(
      ["datakit", "Airflow", "state", "address"],
      found.map((one) => [one.datakit, one.line ?? "", one.state, one.url ?? ""]),
    ))
      output.print(line);
  const { adp } = commandLine();
  for (const { datakit, ended } of found) {
    if (ended.length === 0) continue;
    const here = `--datakit ${quoted(datakit)}`;
    output.print(`${datakit}: ${ended.join(", ")} ended.`);
    output.print(`  next  ${adp(`dev logs ${ended[0]} ${here}`)}, then ${adp(`dev restart ${here}`)}`);
  }
  return Exit.ok;
}
