import { createInterface } from "node:readline";
import type { Client } from "pg";
import { AdpError } from "../../kernel/errors.ts";
import { isCommand, promptHelp } from "./commands.ts";
import { formatSql } from "./format.ts";
import { runSql } from "./run.ts";

interface SqlPrompt {
  readonly client: Client;
  readonly show: (lines: readonly string[]) => Promise<void>;
  /** Asks the server to cancel the statement that runs. */
  readonly cancel: () => Promise<void>;
}

/** A prompt on a terminal: statements end with a semicolon, backslash commands with their line. */
export async function sqlPrompt({ client, show, cancel }: SqlPrompt): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  let statement = "";
  let expanded = false;
  let running = false;
  const ask = () => {
    reader.setPrompt(statement === "" ? "warehouse=> " : "warehouse-> ");
    reader.prompt();
  };
  reader.on("SIGINT", () => {
    if (running) return void cancel();
    statement = "";
    process.stdout.write("^C\n");
    ask();
  });
  ask();
  for await (const line of reader) {
    const word = statement === "" ? line.trim() : "";
    if (/^(\\q|exit|quit);?$/i.test(word)) break;
    if (/^(\\\?|\\h|help);?$/i.test(word)) await show(promptHelp);
    else if (/^\\x$/.test(word)) {
      expanded = !expanded;
      await show([`Expanded display is ${expanded ? "on" : "off"}.`]);
    } else {
      statement += `${statement === "" ? "" : "\n"}${line}`;
      if (/;\s*$/.test(statement) || isCommand(word)) {
        running = true;
        await show(await answer(client, statement, expanded));
        running = false;
        statement = "";
      } else if (statement.trim() === "") statement = "";
    }
    ask();
  }
  reader.close();
}

/** The results of a statement, or what the server says against it. */
async function answer(client: Client, statement: string, expanded: boolean): Promise<string[]> {
  try {
    return (await runSql(client, statement)).flatMap((result) => formatSql(result, expanded));
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    const why = error.why === undefined ? [] : [`  ${error.why}`];
    return [error.message, ...why, ...error.evidence.map((text) => `  ${text}`)];
  }
}
