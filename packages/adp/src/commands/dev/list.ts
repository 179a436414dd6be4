import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { quoted } from "@airflow-data-platform/cli-kit";
import {
  DockerEngine,
  EmbeddedEngine,
  type Engine,
  engineFolder,
  runningFolders,
  runningOnDocker,
  type Status,
} from "../../engine/index.ts";
import { commandLine } from "../../kernel/command-line.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { type Output, openOutput, table } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";
import type { Common } from "./open.ts";

interface Listed {
  readonly datakit: string;
  /** Undefined where the datakit's folder is gone. */
  readonly engine: Engine | undefined;
}

export async function list(options: Common): Promise<ExitCode> {
  const output = openOutput(options);
  const found = [];
  for (const { datakit, engine } of [...embedded(output), ...(await onDocker(output))]) {
    const { state, line, url, services } = (await engine?.status()) ?? folderGone;
    const ended = services.filter(({ running }) => !running).map(({ name }) => name);
    found.push({ datakit, engine: engine?.name ?? "docker", state, line, url, ended });
  }
  output.document(found);
  if (found.length === 0) output.print("No datakit runs.");
  else
    for (const line of table(
      ["datakit", "engine", "Airflow", "state", "address"],
      found.map((one) => [one.datakit, one.engine, one.line ?? "", one.state, one.url ?? ""]),
    ))
      output.print(line);
  const { adp } = commandLine();
  for (const { datakit, ended } of found) {
    const here = `--datakit ${quoted(datakit)}`;
    if (!existsSync(datakit)) {
      output.print(`${datakit}: the folder is gone, its containers run.`);
      output.print(`  next  ${adp("dev stop --all")}`);
    } else if (ended.length > 0) {
      output.print(`${datakit}: ${ended.join(", ")} ended.`);
      output.print(`  next  ${adp(`dev logs ${ended[0]} ${here}`)}, then ${adp(`dev restart ${here}`)}`);
    }
  }
  return Exit.ok;
}

function embedded(output: Output): Listed[] {
  return runningFolders(engineFolder()).map((runFolder) => ({
    // A datakit's run folder is .adp/run below it; the demo's has a name of its own.
    datakit: runFolder.endsWith(`${sep}.adp${sep}run`) ? dirname(dirname(runFolder)) : runFolder,
    engine: new EmbeddedEngine({
      ...{ runFolder, engineFolder: engineFolder(), datakits: [] },
      progress: new Progress(output),
    }),
  }));
}

async function onDocker(output: Output): Promise<Listed[]> {
  return (await runningOnDocker()).map(({ datakit }) => {
    if (!existsSync(datakit)) return { datakit, engine: undefined };
    const runFolder = join(datakit, ".adp", "run");
    return { datakit, engine: new DockerEngine({ datakit, runFolder, progress: new Progress(output) }) };
  });
}

const folderGone: Pick<Status, "state" | "line" | "url" | "services"> = {
  state: "unhealthy",
  line: undefined,
  url: undefined,
  services: [],
};
