// Writes docs/commands.md from the list of commands and the options that each parses.
import type { Command } from "commander";
import { commandList } from "../src/commands/list.ts";
import { type CommandEntry, exampleLines } from "../src/kernel/adp-command.ts";
import { loadCommand } from "../src/main.ts";
import { generated } from "./generated.ts";

// The default of an option, not what is set here.
delete process.env.LAYER1_IMAGE;

const visible = Object.entries<CommandEntry>(commandList).filter(([, { hidden }]) => !hidden);

function section(command: Command, title: string, entry: CommandEntry, level: string): string[] {
  const lines = ["", `${level} ${title}`, "", entry.description ?? `${entry.summary}.`];
  if (command.commands.length === 0) {
    const help = command.createHelp();
    const words = command.registeredArguments.map((argument) => {
      const word = `${argument.name()}${argument.variadic ? "..." : ""}`;
      return argument.required ? ` <${word}>` : ` [${word}]`;
    });
    lines.push("", "```bash", `${title} [options]${words.join("")}`, "```");
    const rows = [
      ...command.registeredArguments.map((argument) => [argument.name(), help.argumentDescription(argument)]),
      ...help
        .visibleOptions(command)
        .filter(({ long }) => long !== "--help")
        .map((option) => [option.flags, help.optionDescription(option)]),
    ];
    lines.push("", "| argument or option | meaning |", "|---|---|");
    lines.push(...rows.map(([name, about]) => `| \`${name}\` | ${about} |`));
  }
  lines.push(
    "",
    "```bash",
    ...exampleLines(entry.examples).replace(/^ {2}/gm, "").trimEnd().split("\n"),
    "```",
  );
  return lines;
}

const lines = [
  "# Commands",
  "",
  "Every command of adp, as `adp COMMAND --help` shows it. Made from the source by `npm run commands`. Without",
  "[`make install`](../README.md#every-day), write `node /path/to/this/clone/packages/adp/dist/adp.mjs` for `adp`.",
  "",
  "| command | what it does |",
  "|---|---|",
  ...visible.map(([name, { summary }]) => `| [adp ${name}](#adp-${name}) | ${summary} |`),
];
for (const [name, entry] of visible) {
  const command = await loadCommand(name);
  if (command === undefined) throw new Error(`no module for ${name}`);
  lines.push(...section(command, `adp ${name}`, entry, "##"));
  for (const sub of command.createHelp().visibleCommands(command)) {
    const own = entry.subcommands?.[sub.name()];
    if (own !== undefined) lines.push(...section(sub, `adp ${name} ${sub.name()}`, own, "###"));
  }
}
generated("commands.md", `${lines.join("\n")}\n`, "npm run commands");
