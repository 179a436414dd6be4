#!/usr/bin/env node
import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  printable
} from "./chunk-JKCRZFC4.mjs";
import {
  AdpError,
  Exit,
  defineError,
  describeError
} from "./chunk-NWQJSMLS.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/kernel/broken-pipe.ts
function endOnBrokenPipe(streams) {
  let told = !1, end = (error) => {
    if (error.code !== "EPIPE") throw error;
    process.listenerCount("SIGTERM") === 0 && process.exit(141), told || process.kill(process.pid, "SIGTERM"), told = !0;
  };
  for (let stream of streams) stream.on("error", end);
}

// packages/adp/src/main.ts
var commands = {
  demo: {
    summary: "From a fresh clone to a green DAG on real data, without Docker",
    load: () => import("./demo-KGAI4DRY.mjs")
  },
  dev: {
    summary: "start | run | stop | status | sql | test: a datakit on its own Airflow",
    load: () => import("./dev-G2UPAKYM.mjs")
  },
  layer1: {
    summary: "build | explain | verify | list | use | framework: the organisation's image",
    load: () => import("./layer1-SMINZD7Y.mjs")
  },
  datakit: { summary: "new: a datakit from the template", load: () => import("./datakit-AK7ZJ7P2.mjs") },
  platform: {
    summary: "start | stop | status | logs: your Kerberos ticket, shared with every datakit on this machine",
    load: () => import("./platform-HFILVGFX.mjs")
  },
  ticket: {
    summary: "status | test: your Kerberos ticket, and its way to the containers",
    load: () => import("./ticket-O2TGUWTU.mjs")
  },
  secrets: {
    summary: "scan | hook: no credential gets into git",
    load: () => import("./secrets-PMNTMGZM.mjs")
  },
  install: { summary: "Put adp on PATH, with shell completion", load: () => import("./install-6YGHOFOP.mjs") },
  completion: {
    summary: "Print the completion script of a shell",
    load: () => import("./completion-O6GCIBMN.mjs")
  }
}, UNKNOWN_COMMAND = defineError("ADP-CLI-001", Exit.usage, "There is no such command.");
function helpText() {
  let width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    "Usage: adp COMMAND [options]",
    "",
    "The plumbing of a data team: Airflow, a warehouse, and tables with history.",
    "",
    ...Object.entries(commands).map(([name, entry]) => `  ${name.padEnd(width)}  ${entry.summary}`),
    "",
    "  adp COMMAND --help shows its options and examples. All but completion and platform logs take --json.",
    "",
    "Examples:",
    "  adp demo                       the whole platform at work on 336,776 real flights",
    "  adp datakit new customer-360   a project from the template",
    "  adp dev start                  its Airflow, started in the datakit's folder",
    ""
  ].join(`
`);
}
async function main(args) {
  let [first, ...rest] = args;
  try {
    if (first === void 0 || first === "--help" || first === "-h" || first === "help")
      return process.stdout.write(helpText()), first === void 0 ? Exit.usage : Exit.ok;
    if (first === "--version" || first === "-V") {
      let { version } = await import("./version-NE4YKYBW.mjs");
      return process.stdout.write(`${version()}
`), Exit.ok;
    }
    let entry = Object.hasOwn(commands, first) ? commands[first] : void 0;
    if (entry === void 0)
      throw new AdpError(UNKNOWN_COMMAND, {
        what: `There is no command "${first}".`,
        next: [`${await here("--help")}   lists the commands`]
      });
    let { run } = await entry.load();
    return await run(rest);
  } catch (error) {
    if (error instanceof Error && "exit" in error && error.message === "interrupted")
      return Number(error.exit);
    if (args.includes("--json")) {
      let document = error instanceof AdpError ? error.toJSON() : { code: "ADP-BUG-001", what: String(error) };
      process.stdout.write(`${JSON.stringify({ error: document }, null, 2)}
`);
    }
    return process.stderr.write(`${printable(describeError(error))}
`), error instanceof AdpError ? error.exit : Exit.platform;
  }
}
async function here(args) {
  let { typed } = await import("./home-HDQ54D3S.mjs");
  return typed(args);
}
var commandNames = Object.keys(commands);

// packages/adp/src/entry.ts
endOnBrokenPipe([process.stdout, process.stderr]);
process.exitCode = await main(process.argv.slice(2));
