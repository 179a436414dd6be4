import { appendToLog, fillNext } from "@airflow-data-platform/cli-kit";
import { AdpCommand, json, wholeNumber } from "../kernel/arguments.ts";
import { commandLine } from "../kernel/command-line.ts";
import { Exit, stepLines } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { type Output, openOutput } from "../kernel/output.ts";
import {
  describeStatus,
  describeWarehouse,
  exportForever,
  type PlatformStatus,
  platformStatus,
  printLogs,
  startSharing,
  stopSharing,
  TicketSharer,
  type WarehouseStatus,
  warehouseIsThere,
  warehouseStatus,
} from "../platform/index.ts";
import { commandList } from "./list.ts";

interface Common {
  readonly json?: boolean;
}

export function command(): AdpCommand {
  const platform = new AdpCommand("adp platform", commandList.platform);
  platform
    .command("start")
    .option(...json)
    .does(async (options: Common): Promise<undefined> => {
      const { sharer, output } = open(options);
      const { DoctorContext, guard } = await import("../doctor/index.ts");
      const context = new DoctorContext({ root: platformRoot(), folder: process.cwd() });
      await guard("platform start", context, output);
      const status = await platformStatus(sharer, await startSharing(sharer, await context.engine()));
      print(output, status, await warehouseStatus(sharer));
    });
  platform
    .command("stop")
    .option(...json)
    .does(async (options: Common) => {
      const { sharer, output } = open(options);
      const result = await stopSharing(sharer);
      output.document(result);
      output.print(result.stopped ? "The ticket sharer is stopped." : "The ticket sharer was not running.");
      if (result.warehouse) output.print("The warehouse is stopped; its tables stay.");
      if (result.mocks) output.print("The mock domain and its database are removed.");
    });
  platform
    .command("status")
    .option(...json)
    .does(async (options: Common) => {
      const { sharer, output } = open(options);
      const status = await platformStatus(sharer);
      const warehouse = await warehouseStatus(sharer);
      print(output, status, warehouse);
      return status.sharing && warehouseIsThere(warehouse) ? Exit.ok : Exit.job;
    });
  platform
    .command("logs")
    .option("--follow", "until Ctrl-C")
    .option("--lines <n>", "the last so many", wholeNumber(1, 100_000), 100)
    .does(async (options: { follow?: boolean; lines: number }) => {
      const { sharer } = open({});
      await printLogs(sharer, { follow: options.follow === true, lines: options.lines });
    });
  platform
    .command("export", { hidden: true })
    .argument("<name>")
    .argument("<target>")
    .argument("<log>")
    .does(async (name: string, target: string, logFile: string) => {
      const controller = new AbortController();
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => controller.abort());
      const log = (line: string) => appendToLog(logFile, `${new Date().toISOString()} ${line}`);
      await exportForever({ name, target, everyMs: 10_000, signal: controller.signal, log });
    });
  return platform;
}

function print(output: Output, status: PlatformStatus, warehouse: WarehouseStatus): void {
  const { next, problem } = status;
  const filled = (steps: typeof next) => fillNext(steps, commandLine());
  output.document({
    ...status,
    next: filled(next),
    warehouse,
    ...(problem === undefined ? {} : { problem: { ...problem, next: filled(problem.next) } }),
  });
  const lines = [...describeStatus(status), ...describeWarehouse(warehouse), ...stepLines(next)];
  for (const line of lines) output.print(line);
}

function open(options: Common) {
  const output = openOutput(options);
  return { output, sharer: new TicketSharer({ root: platformRoot(), output }) };
}
