import type { Command } from "commander";
import { expect, test, vi } from "vitest";
import { commandNames, helpText, main } from "../main.ts";
import { shells } from "./completion.ts";
import { words } from "./words.ts";

// Each command as it gives itself to the parser, which here runs none.
const given = vi.hoisted(() => ({ command: undefined as Command | undefined }));
vi.mock("../kernel/arguments.ts", async (original) => ({
  ...(await original<typeof import("../kernel/arguments.ts")>()),
  runCommand: async (command: Command) => {
    given.command = command;
    return 0;
  },
}));

async function commandOf(name: string): Promise<Command> {
  given.command = undefined;
  expect(await main([name])).toBe(0);
  if (given.command === undefined) throw new Error(`adp ${name} has no command`);
  return given.command;
}

/** The commands under it that its help shows. */
const subcommands = (command: Command) =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((sub) => sub.name())
    .filter((name) => name !== "help");

test("the completion knows every command", () => {
  expect(Object.keys(words)).toEqual(commandNames);
});

test.each(commandNames)("adp %s: the completion's words are the command's own, all of them", async (name) => {
  const command = await commandOf(name);
  const options = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  const own = subcommands(command);
  const expected = name === "completion" ? shells : own.length > 0 ? own : options;
  expect([...(words[name] ?? [])].sort()).toEqual([...expected].sort());
  expect(new Set(words[name]).size).toBe(words[name]?.length);
});

test.each(commandNames)("adp --help names what adp %s can do", async (name) => {
  const own = subcommands(await commandOf(name));
  const line = new RegExp(`^ {2}${name} +(.*)$`, "m").exec(helpText())?.[1] ?? "";
  expect(line).not.toBe("");
  if (own.length > 0) expect(line.split(": ")[0]?.split(" | ").sort()).toEqual(own.sort());
});
