#!/usr/bin/env node
import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  nodeTooOld
} from "./shared-kernel-node.mjs";
import {
  Interrupted
} from "./shared-kernel-interrupt.mjs";
import {
  commandList
} from "./shared-commands-list.mjs";
import {
  jsonText,
  printable
} from "./shared-kernel-output.mjs";
import "./shared-kernel-machine.mjs";
import {
  AdpError,
  defineErrors,
  describeError,
  rememberCommandLine
} from "./shared-kernel-command-line.mjs";
import "./shared-kernel-home.mjs";
import {
  Exit,
  adp,
  run
} from "./shared-cli-kit-src-bounded-log.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/kernel/broken-pipe.ts
function endOnBrokenPipe(streams) {
  let signalled = !1, end = (error) => {
    if (error.code !== "EPIPE") throw error;
    process.listenerCount("SIGTERM") === 0 && process.exit(141), signalled || process.kill(process.pid, "SIGTERM"), signalled = !0;
  };
  for (let stream of streams) stream.on("error", end);
}

// packages/adp/src/main.ts
var { UNKNOWN_COMMAND } = defineErrors({
  UNKNOWN_COMMAND: ["ADP-CLI-001", Exit.usage, "There is no such command."]
}), modules = {
  demo: () => import("./commands-demo.mjs"),
  dev: () => import("./commands-dev.mjs"),
  layer1: () => import("./commands-layer1.mjs"),
  runners: () => import("./commands-runners.mjs"),
  layer3: () => import("./commands-layer3.mjs"),
  datakit: () => import("./commands-datakit.mjs"),
  platform: () => import("./commands-platform.mjs"),
  ticket: () => import("./commands-ticket.mjs"),
  secrets: () => import("./commands-secrets.mjs"),
  setup: () => import("./commands-setup.mjs"),
  doctor: () => import("./commands-doctor.mjs"),
  install: () => import("./commands-install.mjs"),
  completion: () => import("./commands-completion.mjs"),
  complete: () => import("./commands-complete.mjs")
};
async function loadCommand(name) {
  return isCommand(name) ? (await modules[name]()).command(loadCommand) : void 0;
}
function helpText() {
  let entries = Object.entries(commandList).filter(([, { hidden }]) => !hidden), width = Math.max(...entries.map(([name]) => name.length));
  return [
    "Usage: adp COMMAND [options]",
    "",
    "Airflow, a warehouse, and tables with history for a data team.",
    "",
    "Commands:",
    ...entries.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "Options:",
    "  -h, --help       Show this help; adp COMMAND --help shows a command's",
    "  -V, --version    Show the version",
    "",
    "Examples:",
    "  adp demo                       The whole platform at work on real data",
    "  adp datakit new customer-360   A project from the template",
    "  adp dev start                  Its Airflow; type this in its folder",
    ""
  ].join(`
`);
}
async function main(args) {
  rememberCommandLine(args);
  try {
    return await runWords(args);
  } catch (error) {
    if (error instanceof Interrupted) return error.exit;
    if (args.includes("--json")) {
      let document = error instanceof AdpError ? error.toJSON() : { code: "ADP-BUG-001", what: String(error) };
      process.stdout.write(`${jsonText({ error: document })}
`);
    }
    return process.stderr.write(`${printable(describeError(error))}
`), error instanceof AdpError ? error.exit : Exit.platform;
  }
}
async function runWords([first, ...rest]) {
  if (first === "help" && rest[0] !== void 0 && !rest[0].startsWith("-"))
    return runWords([...rest, "--help"]);
  if (first === void 0 || first === "--help" || first === "-h" || first === "help")
    return process.stdout.write(helpText()), first === void 0 ? Exit.usage : Exit.ok;
  if (first === "--version" || first === "-V") {
    let { version } = await import("./kernel-version.mjs");
    return process.stdout.write(`${version()}
`), Exit.ok;
  }
  let old = nodeTooOld(process.versions.node, process.execPath);
  if (old !== void 0) throw old;
  let command = await loadCommand(first);
  if (command === void 0)
    throw unknownCommand(first, rest, (await import("./kernel-nearest.mjs")).nearest);
  let { removeStaleSecrets } = await import("./kernel-secret-folder.mjs");
  removeStaleSecrets();
  let { runCommand } = await import("./kernel-arguments.mjs");
  return runCommand(command, rest);
}
function unknownCommand(word, rest, nearest) {
  let what = `There is no command "${word}"`, subcommands = Object.entries(commandList).flatMap(
    ([command, { subcommands: subcommands2 = {} }]) => Object.entries(subcommands2).map(([name, { elsewhere = [] }]) => ({ command, name, elsewhere }))
  ), called = subcommands.find(({ elsewhere }) => elsewhere.includes(word)), owner = subcommands.find(({ name }) => name === word)?.command;
  if (called === void 0 && owner !== void 0)
    return new AdpError(UNKNOWN_COMMAND, {
      what: `${what}; ${owner} has one.`,
      next: [run(adp`${[owner, word, ...rest]}`)]
    });
  let option = /^-*v(ersion)?$/i.test(word) ? "--version" : nearest(word, ["--version", "--help"]), meant = option ?? (called === void 0 ? nearest(word, Object.keys(commandList)) : `${called.command} ${called.name}`);
  return new AdpError(UNKNOWN_COMMAND, {
    what: `${what}.${meant === void 0 ? "" : ` Did you mean "${meant}"?`}`,
    next: [
      option !== void 0 ? run(adp`${[option]}`) : meant === void 0 ? run(adp`--help`, "lists the commands") : run(adp`${[...meant.split(" "), "--help"]}`, "shows its options")
    ]
  });
}
function isCommand(word) {
  return Object.hasOwn(commandList, word);
}

// packages/adp/src/entry.ts
endOnBrokenPipe([process.stdout, process.stderr]);
var busy = setInterval(() => {
}, 6e4);
process.exitCode = await main(process.argv.slice(2));
clearInterval(busy);
