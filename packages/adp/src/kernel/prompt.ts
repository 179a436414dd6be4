import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Interrupted } from "./interrupt.ts";
import { printable } from "./output.ts";

/** Asks a person, by stderr, so that stdout keeps to the result. Ctrl-C and Ctrl-D throw an Interrupted. */
export interface Prompt {
  /** What was typed, without blanks at its ends; `fallback` for Return alone. */
  question(text: string, fallback?: string): Promise<string>;
  /** Like `question`, and the terminal shows nothing of it. */
  secret(text: string): Promise<string>;
  confirm(text: string, fallback?: "yes" | "no"): Promise<boolean>;
}

/** undefined where there is nobody to ask: standard input is not a terminal. */
export function openPrompt(): Prompt | undefined {
  if (!process.stdin.isTTY) return undefined;
  return {
    question: async (text, fallback = "") => (await ask(text)) || fallback,
    secret: (text) => ask(text, true),
    confirm: async (text, fallback = "no") => {
      const answer = await ask(`${text} ${fallback === "yes" ? "[Y/n]" : "[y/N]"} `);
      return answer === "" ? fallback === "yes" : /^y(es)?$/i.test(answer);
    },
  };
}

/** One question. undefined where there is nobody to ask. */
export async function confirm(text: string, fallback?: "yes" | "no"): Promise<boolean | undefined> {
  return openPrompt()?.confirm(text, fallback);
}

const sigint = 130;

function ask(question: string, hidden = false): Promise<string> {
  const text = printable(question);
  // readline would write the line again with each key: where it is hidden, into nothing.
  const output = hidden ? new Writable({ write: (_, __, done) => done() }) : process.stderr;
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  // After the terminal has stopped to show what is typed by itself: who answers at once types a password, too.
  process.stderr.write(text);
  return new Promise<string>((resolve, reject) => {
    const interrupt = () => {
      process.stderr.write("\n");
      reject(new Interrupted(sigint));
      reader.close();
    };
    reader.once("SIGINT", interrupt);
    // Ctrl-D; after an answer it comes too, and changes nothing.
    reader.once("close", () => reject(new Interrupted(sigint)));
    reader.once("line", (line) => {
      resolve(line.trim());
      if (hidden) process.stderr.write("\n");
      reader.close();
    });
    if (!hidden) reader.setPrompt(text);
  });
}
