import { adp, run } from "@airflow-data-platform/cli-kit";
import { CommanderError, InvalidArgumentError, Option } from "commander";
import type { AdpCommand } from "./adp-command.ts";
import { AdpError, defineErrors, Exit, type ExitCode } from "./errors.ts";
import { removeStaleSecrets } from "./secret-folder.ts";

export { AdpCommand } from "./adp-command.ts";

const { USAGE } = defineErrors({
  USAGE: ["ADP-CLI-002", Exit.usage, "The command line has a mistake."],
});

/** Every command with a result has this option. */
export const json = ["--json", "print one JSON document on stdout, and nothing else"] as const;

/** Parses and runs. Gives the exit code of the action; 0 after help. */
export async function runCommand(command: AdpCommand, args: readonly string[]): Promise<ExitCode> {
  removeStaleSecrets();
  try {
    await command.parseAsync(wordsOf(command, args), { from: "user" });
    return command.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return Exit.ok;
    const sub = command.commands.find((one) => one.name() === args[0])?.name();
    const words = [...command.name().split(" ").slice(1), ...(sub === undefined ? [] : [sub])];
    const meant = error.code === "commander.unknownCommand" ? command.meant(args[0] ?? "") : undefined;
    throw new AdpError(USAGE, {
      what:
        error.code === "commander.help"
          ? "A subcommand is missing."
          : `${sentence(error.message)}${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
      next: [
        run(
          adp`${[...words, ...(meant === undefined ? [] : [meant])]} --help`,
          "shows the options and examples",
        ),
      ],
      cause: error,
    });
  }
}

/** Commander shows the help of a command whose subcommand it does not know, and says nothing of that. */
function wordsOf(command: AdpCommand, args: readonly string[]): string[] {
  const [word = "-"] = args;
  const known = command.commands.length === 0 || command.commands.some((one) => one.name() === word);
  return known || word === "help" || word.startsWith("-")
    ? [...args]
    : args.filter((one) => one !== "--help" && one !== "-h");
}

/** Commander's message as a sentence: its suggestion is on a line of its own, in parentheses. */
export function sentence(message: string): string {
  const [first = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const text = suggestion === undefined ? first : `${first}. ${suggestion.replace(/^\(|\)$/g, "")}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
}

/** The parser of an option that takes a whole number. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It takes a whole number, ${range}.`);
  };
}

/** An option that takes one of some words; help and completion name them. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words);
}
