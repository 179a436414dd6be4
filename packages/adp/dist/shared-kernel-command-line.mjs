import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  typed
} from "./shared-kernel-home.mjs";
import {
  fillNext,
  nextLines,
  problemLines,
  quoted
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/kernel/command-line.ts
var words = [], makeCommand, context;
function rememberCommandLine(args, env = process.env) {
  words = args, makeCommand = env.ADP_MAKE, context = void 0, delete env.ADP_MAKE;
}
function rememberOption(group, option) {
  context = { group, words: option.map(quoted).join(" ") };
}
function commandLine() {
  let without = words.filter((word) => word !== "--json").map(quoted);
  return {
    again: makeCommand ?? typed(without.join(" ")),
    adp: (command, folder) => typed(inContext(command), folder)
  };
}
function inContext(command) {
  let [group, subcommand, ...rest] = command.split(" ");
  if (context === void 0 || group !== context.group || !/^[a-z]/.test(subcommand ?? "")) return command;
  let [option = ""] = context.words.split(" ");
  return rest.includes(option) ? command : [group, subcommand, context.words, ...rest].join(" ");
}

// packages/adp/src/kernel/errors.ts
var catalogue = /* @__PURE__ */ new Map();
function defineError(code, exit, title) {
  if (catalogue.has(code)) throw new Error(`error code ${code} is defined twice`);
  let definition = { code, exit, title };
  return catalogue.set(code, definition), definition;
}
function defineErrors(table) {
  let entries = Object.entries(table);
  return Object.fromEntries(
    entries.map(([name, [code, exit, title]]) => [name, defineError(code, exit, title)])
  );
}
var AdpError = class extends Error {
  code;
  exit;
  why;
  next;
  evidence;
  constructor(definition, details) {
    super(details.what ?? definition.title, { cause: details.cause }), this.name = "AdpError", this.code = definition.code, this.exit = definition.exit, this.why = details.why, this.next = details.next, this.evidence = details.evidence ?? [];
  }
  /** The document of --json. */
  toJSON() {
    return {
      code: this.code,
      what: this.message,
      ...this.why === void 0 ? {} : { why: this.why },
      next: fillNext(this.next, commandLine()),
      ...this.evidence.length === 0 ? {} : { evidence: this.evidence }
    };
  }
};
function describeError(error) {
  if (error instanceof AdpError) {
    let { code, message, why, evidence, next } = error;
    return problemLines({ code, what: message, why, evidence, next }, commandLine()).join(`
`);
  }
  return `ADP-BUG-001  Unexpected error: this is a bug in adp.
${error instanceof Error ? error.stack ?? error.message : String(error)}
  next:  report it with the lines above; it is safe to run the command again`;
}
function stepLines(next) {
  return nextLines(next, commandLine());
}
function reasonOf(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export {
  rememberCommandLine,
  rememberOption,
  commandLine,
  defineErrors,
  AdpError,
  describeError,
  stepLines,
  reasonOf
};
