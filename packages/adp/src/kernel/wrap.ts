import { stripVTControlCharacters } from "node:util";

interface WrapOptions {
  readonly columns: number;
  /** Of every line but the first. */
  readonly indent?: number;
}

/** A line of prose as lines of at most so many columns. A word that is longer stays whole. */
export function wrapped(line: string, { columns, indent = 0 }: WrapOptions): string[] {
  const [begin = ""] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let last = begin;
  let isEmpty = true;
  for (const [, gap = "", word = ""] of line.slice(begin.length).matchAll(/( *)(\S+)/g)) {
    const longer = `${last}${gap}${word}`;
    if (!isEmpty && stripVTControlCharacters(longer).length > columns) {
      lines.push(last);
      last = `${" ".repeat(indent)}${word}`;
    } else last = longer;
    isEmpty = false;
  }
  return [...lines, last];
}
