import type { Command } from "commander";
import type { AdpCommand } from "../kernel/adp-command.ts";

export interface Suggestion {
  readonly word: string;
  readonly about?: string;
}

export interface CompletionSources {
  /** Every command that people see, with its summary. */
  readonly commands: readonly Suggestion[];
  load(command: string): Promise<AdpCommand | undefined>;
  /** Words for an argument by its name, such as the DAG ids for <dag>. */
  readonly words: Readonly<Record<string, () => Promise<readonly string[]>>>;
}

/** The words that can complete the last word after `adp`. Empty where a file name is expected. */
export async function complete(words: readonly string[], sources: CompletionSources): Promise<Suggestion[]> {
  const last = words.at(-1) ?? "";
  return (await candidates(words, sources)).filter(({ word }) => word.startsWith(last));
}

async function candidates(
  words: readonly string[],
  sources: CompletionSources,
): Promise<readonly Suggestion[]> {
  const [first = "", ...rest] = words;
  if (rest.length === 0)
    return [
      ...sources.commands,
      { word: "help", about: "Show the help of a command" },
      { word: "--help" },
      { word: "--version" },
    ];
  if (first === "help") return candidates(rest, sources);
  const command = await sources.load(first);
  if (command === undefined) return [];
  const subcommands = command.createHelp().visibleCommands(command);
  if (subcommands.length === 0) return here(command, rest, sources);
  if (rest.length === 1) return subcommands.map((sub) => ({ word: sub.name(), about: sub.summary() }));
  const sub = subcommands.find((one) => one.name() === rest[0]);
  return sub === undefined ? [] : here(sub, rest.slice(1), sources);
}

/** The words of one command: the value of an option, an option, or an argument. */
async function here(
  command: Command,
  words: readonly string[],
  { words: known }: CompletionSources,
): Promise<readonly Suggestion[]> {
  const last = words.at(-1) ?? "";
  if (words.slice(0, -1).includes("--")) return [];
  const before = words.at(-2) ?? "";
  const previous = command.options.find(
    ({ long, short }) => before.startsWith("-") && [long, short].includes(before),
  );
  if (previous !== undefined && (previous.required || previous.optional))
    return (previous.argChoices ?? []).map((word) => ({ word }));
  const [argument] = command.registeredArguments;
  if (argument === undefined || last.startsWith("-")) {
    const options = command.createHelp().visibleOptions(command);
    return options.flatMap(({ long, description }) =>
      long == null ? [] : [{ word: long, about: description }],
    );
  }
  if (argument.argChoices !== undefined) return argument.argChoices.map((word) => ({ word }));
  return ((await known[argument.name()]?.()) ?? []).map((word) => ({ word }));
}
