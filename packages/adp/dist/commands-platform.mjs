import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  TicketSharer,
  describeStatus,
  describeWarehouse,
  exportForever,
  platformStatus,
  printLogs,
  startSharing,
  stopSharing,
  warehouseIsThere,
  warehouseStatus
} from "./shared-kernel-daemon.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  AdpCommand,
  json,
  wholeNumber
} from "./shared-npm-commander-esm.mjs";
import {
  Exit,
  appendToLog,
  commandLine,
  commandList,
  fillNext,
  openOutput,
  platformRoot,
  stepLines
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/platform.ts
function command() {
  let platform = new AdpCommand("adp platform", commandList.platform);
  return platform.command("start").option(...json).does(async (options) => {
    let { sharer, output } = open(options), { DoctorContext, guard } = await import("./doctor-index.mjs"), context = new DoctorContext({ root: platformRoot(), folder: process.cwd() });
    await guard("platform start", context, output);
    let status = await platformStatus(sharer, await startSharing(sharer, await context.engine()));
    print(output, status, await warehouseStatus(sharer));
  }), platform.command("stop").option(...json).does(async (options) => {
    let { sharer, output } = open(options), result = await stopSharing(sharer);
    output.document(result), output.print(result.stopped ? "The ticket sharer is stopped." : "The ticket sharer was not running."), result.warehouse && output.print("The warehouse is stopped; its tables stay."), result.mocks && output.print("The mock domain and its database are removed.");
  }), platform.command("status").option(...json).does(async (options) => {
    let { sharer, output } = open(options), status = await platformStatus(sharer), warehouse = await warehouseStatus(sharer);
    return print(output, status, warehouse), status.sharing && warehouseIsThere(warehouse) ? Exit.ok : Exit.job;
  }), platform.command("logs").option("--follow", "until Ctrl-C").option("--lines <n>", "the last so many", wholeNumber(1, 1e5), 100).does(async (options) => {
    let { sharer } = open({});
    await printLogs(sharer, { follow: options.follow === !0, lines: options.lines });
  }), platform.command("export", { hidden: !0 }).argument("<name>").argument("<target>").argument("<log>").does(async (name, target, logFile) => {
    let controller = new AbortController();
    for (let signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => controller.abort());
    let log = (line) => appendToLog(logFile, `${(/* @__PURE__ */ new Date()).toISOString()} ${line}`);
    await exportForever({ name, target, everyMs: 1e4, signal: controller.signal, log });
  }), platform;
}
function print(output, status, warehouse) {
  let { next, problem } = status, filled = (steps) => fillNext(steps, commandLine());
  output.document({
    ...status,
    next: filled(next),
    warehouse,
    ...problem === void 0 ? {} : { problem: { ...problem, next: filled(problem.next) } }
  });
  let lines = [...describeStatus(status), ...describeWarehouse(warehouse), ...stepLines(next)];
  for (let line of lines) output.print(line);
}
function open(options) {
  let output = openOutput(options);
  return { output, sharer: new TicketSharer({ root: platformRoot(), output }) };
}
export {
  command
};
