import { type Fill, quoted } from "@airflow-data-platform/cli-kit";
import { typed } from "./home.ts";

let words: readonly string[] = [];
let makeCommand: string | undefined;
let context: { readonly group: string; readonly words: string } | undefined;

/**
 * Called once, by main: what the user typed after the word adp. A Makefile says in ADP_MAKE what was typed instead; it
 * is taken out of the environment, since it is not true of any program that is started from here.
 */
export function rememberCommandLine(args: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  words = args;
  makeCommand = env.ADP_MAKE;
  context = undefined;
  delete env.ADP_MAKE;
}

/** An option that every proposed subcommand of a group needs here, too: the datakit that the user named. */
export function rememberOption(group: string, option: readonly string[]): void {
  context = { group, words: option.map(quoted).join(" ") };
}

/** What turns next steps into commands that can be typed here. `--json` is left out: a person is to read the answer. */
export function commandLine(): Fill {
  const without = words.filter((word) => word !== "--json").map(quoted);
  return {
    again: makeCommand ?? typed(without.join(" ")),
    adp: (command, folder) => typed(inContext(command), folder),
  };
}

/** The option comes before the command's own words, which may be another program's. */
function inContext(command: string): string {
  const [group, subcommand, ...rest] = command.split(" ");
  if (context === undefined || group !== context.group || !/^[a-z]/.test(subcommand ?? "")) return command;
  const [option = ""] = context.words.split(" ");
  return rest.includes(option) ? command : [group, subcommand, context.words, ...rest].join(" ");
}
