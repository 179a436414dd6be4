import { quoted } from "@airflow-data-platform/cli-kit";
import { type Address, type Dags, rememberEngine, type Warehouse } from "../../engine/index.ts";
import { commandLine } from "../../kernel/command-line.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { interruptible } from "../../kernel/interrupt.ts";
import type { Output } from "../../kernel/output.ts";
import { type Common, openToStart } from "./open.ts";

export function start(options: Common): Promise<ExitCode> {
  return begin(options, false);
}

export function restart(options: Common): Promise<ExitCode> {
  return begin(options, true);
}

async function begin(options: Common, restart: boolean): Promise<ExitCode> {
  let undo = async () => {};
  return interruptible(
    async (signal) => {
      const { output, engine, project } = await openToStart(options, signal);
      undo = async () => {
        const stopped = await engine.undoStart();
        if (signal.aborted)
          output.note(
            stopped
              ? "Interrupted: nothing of this datakit runs now."
              : "Interrupted: nothing was started or stopped.",
          );
      };
      const address = await engine.start({ restart });
      rememberEngine(project.runFolder, engine.name);
      output.document(address);
      print(address, output);
      return Exit.ok;
    },
    () => undo(),
  );
}

function print(address: Address, { print }: Output): void {
  const { adp } = commandLine();
  print(`Airflow is healthy: ${address.url}`);
  print(`  login      ${address.user}, with the password in ${address.passwordFile}`);
  if (address.warehouse !== undefined) print(`  warehouse  ${warehouseLine(address.warehouse)}`);
  for (const line of dagLines(address.dags)) print(`  ${line}`);
  print(`  run        ${adp(`dev run ${address.dags?.dags[0]?.dag ?? "DAG"}`)}`);
  print(`  SQL        ${adp("dev sql")}`);
  print(`  stop       ${adp("dev stop")}`);
}

/** The command that opens the warehouse in psql; other clients take the same address. */
export function warehouseLine(warehouse: Warehouse): string {
  const { host, port, user, database, passwordFile } = warehouse;
  return `PGPASSFILE=${quoted(passwordFile)} psql -h ${host} -p ${port} -U ${user} ${database}`;
}

export function dagLines(found: Dags | undefined): string[] {
  if (found === undefined) return [];
  const names = found.dags.map(({ dag, paused }) => `${dag}${paused ? " (paused)" : ""}`);
  return [
    ...(names.length === 0 ? [] : [`DAGs       ${names.join(", ")}`]),
    ...found.importErrors.map(({ file, reason }) => `broken     ${file}: ${reason}`),
  ];
}
