import { Command, CommanderError } from "commander";
import { AdpError, defineError, Exit } from "./errors.ts";
import { typed } from "./home.ts";

const USAGE = defineError("ADP-CLI-002", Exit.usage, "The command line has a mistake.");

/** A command that speaks our errors: nothing is printed or ended by the parser itself but help. */
export function newCommand(name: string, description: string, examples: readonly string[]): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addHelpText("after", `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}\n`);
}

/** Parses and runs. Gives the exit code that the action set, 0 after help. */
export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  for (const child of command.commands) child.exitOverride().configureOutput({ writeErr: () => undefined });
  let code: number = Exit.ok;
  const remember = (value: unknown) => {
    if (typeof value === "number") code = value;
  };
  command.hook("postAction", (_, action) => remember(action.getOptionValue("exit")));
  try {
    await command.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return Exit.ok;
    const words = [
      command.name(),
      ...(command.commands.some((sub) => sub.name() === args[0]) ? [args[0]] : []),
    ];
    throw new AdpError(USAGE, {
      what:
        error.code === "commander.help"
          ? `${words.join(" ")} needs to know what to do.`
          : plain(error.message),
      // The command is named as people call it, "adp ticket"; typed puts the program before it.
      next: [`${typed(`${words.join(" ").replace(/^adp /, "")} --help`)}   shows the options and examples`],
      cause: error,
    });
  }
}

function plain(message: string): string {
  const [first = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const text = suggestion === undefined ? first : `${first}. ${suggestion.replace(/^\(|\)$/g, "")}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`;
}

/** A whole number within bounds, for commander's option parser. `words`: the whole command that an error proposes. */
export function wholeNumber(
  words: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
  example = least,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new AdpError(USAGE, {
      what: `${optionOf(words)} takes a whole number ${range}, not "${text}".`,
      next: [`${typed(`${words} ${example}`)}   is an example`],
    });
  };
}

/** One of the values, for commander's option parser. */
export function oneOf<T extends string>(words: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new AdpError(USAGE, {
      what: `${optionOf(words)} takes ${values.join(", ")}, not "${text}".`,
      next: [`${typed(`${words} ${values[0]}`)}   is the default`],
    });
  };
}

function optionOf(words: string): string {
  return words.slice(words.indexOf("--"));
}
