import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  TicketSharer,
  describeStatus,
  exportForever,
  platformStatus
} from "./chunk-SZ57I6T6.mjs";
import "./chunk-FIHTPOLE.mjs";
import "./chunk-TK6MKDSO.mjs";
import "./chunk-BDWPJV5M.mjs";
import "./chunk-RXQROTSY.mjs";
import "./chunk-NQUNY6ZP.mjs";
import {
  newCommand,
  runCommand,
  wholeNumber
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput
} from "./chunk-JKCRZFC4.mjs";
import {
  Exit
} from "./chunk-NWQJSMLS.mjs";
import {
  platformRoot,
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/commands/platform.ts
function run(args) {
  let platform = newCommand("adp platform", "The services that datakits share on this machine.", [
    "adp platform start            shares your Kerberos ticket with every datakit: platform_kerberos_cache",
    "adp platform status --json    until when, and who reads it",
    "adp platform logs --follow",
    "adp platform stop             other containers and the volume stay"
  ]), json = ["--json", "one JSON document on stdout, nothing else"];
  return platform.command("start").description("start the ticket sharer, or bring it up to date").option(...json).action(async (options) => start(options, args)), platform.command("stop").description("stop the ticket sharer").option(...json).action(async (options) => {
    let { sharer, output } = open(options, args), result = await sharer.stop();
    output.document(result), output.print(result.stopped ? "The ticket sharer is stopped." : "No ticket sharer ran.");
  }), platform.command("status").description("until when the ticket is shared, and who reads it; exit 1 when none is").option(...json).action(async (options, command) => {
    let { sharer, output } = open(options, args), status = await platformStatus(sharer, typed("platform start"));
    output.document(status);
    for (let line of describeStatus(status)) output.print(line);
    command.setOptionValue("exit", status.sharing ? Exit.ok : Exit.job);
  }), platform.command("logs").description("what the ticket sharer says, in its container and on the host").option("--follow", "until Ctrl-C").option("--lines <n>", "the last so many", wholeNumber("platform logs --lines", 1, 1e5, 100), 100).action(async (options) => {
    let { sharer } = open({}, args);
    await sharer.logs({ follow: options.follow === !0, lines: options.lines });
  }), platform.command("export", { hidden: !0 }).argument("<name>").argument("<target>").action(async (name, target) => {
    let controller = new AbortController();
    for (let signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => controller.abort());
    let log = (line) => process.stderr.write(`${(/* @__PURE__ */ new Date()).toISOString()} ${line}
`);
    await exportForever({ name, target, everyMs: 1e4, signal: controller.signal, log });
  }), runCommand(platform, args);
}
async function start(options, args) {
  let { sharer, output } = open(options, args), status = await platformStatus(sharer, typed("platform start"), await sharer.start());
  output.document(status);
  for (let line of describeStatus(status)) output.print(line);
}
function open(options, args) {
  let output = openOutput(options), again = typed(`platform ${args.filter((word) => word !== "--json").join(" ")}`);
  return { output, sharer: new TicketSharer({ root: platformRoot(), output, again }) };
}
export {
  run
};
