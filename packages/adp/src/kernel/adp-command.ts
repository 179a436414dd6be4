import { Command } from "commander";
import { Exit, type ExitCode } from "./errors.ts";

/** A command as the list of commands has it: what help, completion and documentation say of it. */
export interface CommandEntry {
  /** One line, at most 60 characters. */
  readonly summary: string;
  /** More than the summary says, where that is needed. */
  readonly description?: string;
  readonly examples: readonly Example[];
  readonly subcommands?: Readonly<Record<string, CommandEntry>>;
  /** What other programs call it; typed here, it is answered with the right word. */
  readonly elsewhere?: readonly string[];
  /** Called by other programs; not shown to people. */
  readonly hidden?: boolean;
}

/** What to type, and what it does. */
export type Example = readonly [command: string, what: string];

type Action<Args extends readonly unknown[]> = (
  ...args: Args
) => ExitCode | undefined | Promise<ExitCode | undefined>;

/** A command that takes its texts from the list, and whose action gives the exit code: nothing means 0. */
export class AdpCommand extends Command {
  readonly #entry: CommandEntry;
  readonly #outcome: { code: ExitCode };

  constructor(name: string, entry: CommandEntry, outcome: { code: ExitCode } = { code: Exit.ok }) {
    super(name);
    this.#entry = entry;
    this.#outcome = outcome;
    this.summary(entry.summary)
      .description(entry.description ?? `${entry.summary}.`)
      .exitOverride()
      .configureOutput({
        writeErr: () => undefined,
        getOutHelpWidth: () => Math.min(process.stdout.columns ?? 80, 80),
      });
    if (entry.examples.length > 0) this.addHelpText("after", `\nExamples:\n${exampleLines(entry.examples)}`);
  }

  override createCommand(name = ""): AdpCommand {
    const entry = name === "help" ? help : this.#entry.subcommands?.[name];
    if (entry === undefined) throw new Error(`the list of commands has no "${this.name()} ${name}"`);
    return new AdpCommand(name, entry, this.#outcome);
  }

  does<Args extends readonly unknown[]>(action: Action<Args>): this {
    return this.action(async (...args: Args) => {
      this.#outcome.code = (await action(...args)) ?? Exit.ok;
    });
  }

  /** The subcommand that other programs call by this word. */
  meant(word: string): string | undefined {
    const subcommands = Object.entries(this.#entry.subcommands ?? {});
    return subcommands.find(([, { elsewhere = [] }]) => elsewhere.includes(word))?.[0];
  }

  /** The exit code of the action that ran. */
  get code(): ExitCode {
    return this.#outcome.code;
  }
}

const help: CommandEntry = { summary: "Show the help of a command", examples: [] };

export function exampleLines(examples: readonly Example[]): string {
  return examples.map(([command, what]) => `  # ${what}\n  ${command}\n`).join("\n");
}
