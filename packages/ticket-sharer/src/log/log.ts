import { detailLines, fillNext, type Next } from "@airflow-data-platform/cli-kit";
import { fill, type Problem } from "../errors.ts";

export type Level = "info" | "warn" | "error";

/** What happened, as data. Values are names, numbers and times; nothing that could hold a key or a ticket gets here. */
export interface Entry {
  readonly event: string;
  readonly message: string;
  readonly next?: Next;
  readonly [field: string]: string | number | boolean | undefined | Next;
}

export interface Log {
  write(level: Level, entry: Entry): void;
  problem(level: Level, event: string, problem: Problem): void;
}

export interface LogOptions {
  readonly format: "json" | "human";
  readonly now: () => number;
  readonly print: (line: string) => void;
}

export function makeLog({ format, now, print }: LogOptions): Log {
  const write = (level: Level, entry: Entry) => {
    const time = new Date(now()).toISOString();
    const next = entry.next === undefined ? {} : { next: fillNext(entry.next, fill) };
    if (format === "json") print(JSON.stringify({ time, level, ...entry, ...next }));
    else print(human(level, time, entry));
  };
  return {
    write,
    problem(level, event, { code, what, why, next }) {
      write(level, { event, message: what, code, ...(why === undefined ? {} : { why }), next });
    },
  };
}

function human(level: Level, time: string, { message, code, why, next }: Entry): string {
  const mark = level === "info" ? "" : level === "warn" ? "WARNING " : "ERROR ";
  const head = `${time.slice(11, 19)} ${mark}${message}${code === undefined ? "" : ` (${code})`}`;
  const details = detailLines({ why: typeof why === "string" ? why : undefined, next: next ?? [] }, fill);
  return [head, ...details.map((line) => `         ${line}`)].map(printable).join("\n");
}

/** File names and programs' words go to a terminal: no control character of theirs does. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are replaced.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\u00b7");
}

export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
