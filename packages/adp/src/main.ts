import { AdpError, defineError, describeError, Exit } from "./kernel/errors.ts";
import { printable } from "./kernel/output.ts";

/** One word after `adp`, its line in the help, and the module that holds it: imported only when it is asked for. */
interface Entry {
  readonly summary: string;
  readonly load: () => Promise<{ run(args: readonly string[]): Promise<number> }>;
}

const commands: Record<string, Entry> = {
  demo: {
    summary: "From a fresh clone to a green DAG on real data, without Docker",
    load: () => import("./commands/demo.ts"),
  },
  dev: {
    summary: "start | run | stop | status | sql | test: a datakit on its own Airflow",
    load: () => import("./commands/dev.ts"),
  },
  layer1: {
    summary: "build | explain | verify | list | use | framework: the organisation's image",
    load: () => import("./commands/layer1.ts"),
  },
  datakit: { summary: "new: a datakit from the template", load: () => import("./commands/datakit.ts") },
  platform: {
    summary: "start | stop | status | logs: your Kerberos ticket, shared with every datakit on this machine",
    load: () => import("./commands/platform.ts"),
  },
  ticket: {
    summary: "status | test: your Kerberos ticket, and its way to the containers",
    load: () => import("./commands/ticket.ts"),
  },
  secrets: {
    summary: "scan | hook: no credential gets into git",
    load: () => import("./commands/secrets.ts"),
  },
  install: { summary: "Put adp on PATH, with shell completion", load: () => import("./commands/install.ts") },
  completion: {
    summary: "Print the completion script of a shell",
    load: () => import("./commands/completion.ts"),
  },
};

const UNKNOWN_COMMAND = defineError("ADP-CLI-001", Exit.usage, "There is no such command.");

export function helpText(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
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
    "",
  ].join("\n");
}

/** Runs one command line and gives the exit code. The one place where errors become words. */
export async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  try {
    if (first === undefined || first === "--help" || first === "-h" || first === "help") {
      process.stdout.write(helpText());
      return first === undefined ? Exit.usage : Exit.ok;
    }
    if (first === "--version" || first === "-V") {
      const { version } = await import("./kernel/version.ts");
      process.stdout.write(`${version()}\n`);
      return Exit.ok;
    }
    const entry = Object.hasOwn(commands, first) ? commands[first] : undefined;
    if (entry === undefined) {
      throw new AdpError(UNKNOWN_COMMAND, {
        what: `There is no command "${first}".`,
        next: [`${await here("--help")}   lists the commands`],
      });
    }
    const { run } = await entry.load();
    return await run(rest);
  } catch (error) {
    if (error instanceof Error && "exit" in error && error.message === "interrupted")
      return Number(error.exit);
    if (args.includes("--json")) {
      const document =
        error instanceof AdpError ? error.toJSON() : { code: "ADP-BUG-001", what: String(error) };
      process.stdout.write(`${JSON.stringify({ error: document }, null, 2)}\n`);
    }
    process.stderr.write(`${printable(describeError(error))}\n`);
    return error instanceof AdpError ? error.exit : Exit.platform;
  }
}

async function here(args: string): Promise<string> {
  const { typed } = await import("./kernel/home.ts");
  return typed(args);
}

export const commandNames = Object.keys(commands);
