import { adp, run as step } from "@airflow-data-platform/cli-kit";
import { type CommandName, commandList } from "./commands/list.ts";
import type { AdpCommand, CommandEntry } from "./kernel/adp-command.ts";
import { rememberCommandLine } from "./kernel/command-line.ts";
import { AdpError, defineErrors, describeError, Exit, type ExitCode } from "./kernel/errors.ts";
import { Interrupted } from "./kernel/interrupt.ts";
import { nodeTooOld } from "./kernel/node.ts";
import { jsonText, printable } from "./kernel/output.ts";

const { UNKNOWN_COMMAND } = defineErrors({
  UNKNOWN_COMMAND: ["ADP-CLI-001", Exit.usage, "There is no such command."],
});

interface CommandModule {
  /** `load`: another command, for completion. */
  command(load: (name: string) => Promise<AdpCommand | undefined>): AdpCommand;
}

/** A command's module is imported only when it is asked for. */
const modules: Record<CommandName, () => Promise<CommandModule>> = {
  demo: () => import("./commands/demo.ts"),
  dev: () => import("./commands/dev.ts"),
  layer1: () => import("./commands/layer1.ts"),
  runners: () => import("./commands/runners.ts"),
  layer3: () => import("./commands/layer3.ts"),
  datakit: () => import("./commands/datakit.ts"),
  platform: () => import("./commands/platform.ts"),
  ticket: () => import("./commands/ticket.ts"),
  secrets: () => import("./commands/secrets.ts"),
  setup: () => import("./commands/setup.ts"),
  doctor: () => import("./commands/doctor.ts"),
  install: () => import("./commands/install.ts"),
  completion: () => import("./commands/completion.ts"),
  complete: () => import("./commands/complete.ts"),
};

/** One command with its subcommands and options; undefined where there is none of that name. */
export async function loadCommand(name: string): Promise<AdpCommand | undefined> {
  return isCommand(name) ? (await modules[name]()).command(loadCommand) : undefined;
}

export function helpText(): string {
  const entries = Object.entries<CommandEntry>(commandList).filter(([, { hidden }]) => !hidden);
  const width = Math.max(...entries.map(([name]) => name.length));
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
    "",
  ].join("\n");
}

/** Runs one command line and gives the exit code. The one place where errors become words. */
export async function main(args: readonly string[]): Promise<number> {
  rememberCommandLine(args);
  try {
    return await runWords(args);
  } catch (error) {
    if (error instanceof Interrupted) return error.exit;
    if (args.includes("--json")) {
      const document =
        error instanceof AdpError ? error.toJSON() : { code: "ADP-BUG-001", what: String(error) };
      process.stdout.write(`${jsonText({ error: document })}\n`);
    }
    process.stderr.write(`${printable(describeError(error))}\n`);
    return error instanceof AdpError ? error.exit : Exit.platform;
  }
}

async function runWords([first, ...rest]: readonly string[]): Promise<ExitCode> {
  // `adp help dev start` is `adp dev start --help`.
  if (first === "help" && rest[0] !== undefined && !rest[0].startsWith("-"))
    return runWords([...rest, "--help"]);
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    process.stdout.write(helpText());
    return first === undefined ? Exit.usage : Exit.ok;
  }
  if (first === "--version" || first === "-V") {
    const { version } = await import("./kernel/version.ts");
    process.stdout.write(`${version()}\n`);
    return Exit.ok;
  }
  // The modules of a command may use what an older Node.js lacks.
  const old = nodeTooOld(process.versions.node, process.execPath);
  if (old !== undefined) throw old;
  const command = await loadCommand(first);
  if (command === undefined) {
    throw unknownCommand(first, rest, (await import("./kernel/nearest.ts")).nearest);
  }
  const { runCommand } = await import("./kernel/arguments.ts");
  return runCommand(command, rest);
}

function unknownCommand(
  word: string,
  rest: readonly string[],
  nearest: (word: string, known: readonly string[]) => string | undefined,
): AdpError {
  const what = `There is no command "${word}"`;
  const subcommands = Object.entries<CommandEntry>(commandList).flatMap(([command, { subcommands = {} }]) =>
    Object.entries(subcommands).map(([name, { elsewhere = [] }]) => ({ command, name, elsewhere })),
  );
  const called = subcommands.find(({ elsewhere }) => elsewhere.includes(word));
  const owner = subcommands.find(({ name }) => name === word)?.command;
  if (called === undefined && owner !== undefined)
    return new AdpError(UNKNOWN_COMMAND, {
      what: `${what}; ${owner} has one.`,
      next: [step(adp`${[owner, word, ...rest]}`)],
    });
  const option = /^-*v(ersion)?$/i.test(word) ? "--version" : nearest(word, ["--version", "--help"]);
  const meant =
    option ??
    (called === undefined ? nearest(word, Object.keys(commandList)) : `${called.command} ${called.name}`);
  return new AdpError(UNKNOWN_COMMAND, {
    what: `${what}.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`,
    next: [
      option !== undefined
        ? step(adp`${[option]}`)
        : meant === undefined
          ? step(adp`--help`, "lists the commands")
          : step(adp`${[...meant.split(" "), "--help"]}`, "shows its options"),
    ],
  });
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commandList, word);
}
