import { mask } from "./secret.ts";

/** Where a command writes. With json, stdout carries one document and nothing else. */
export interface Output {
  readonly json: boolean;
  /** A line of the result. */
  print(line?: string): void;
  /** A line about the way there: stderr, and nothing with --json. */
  note(line: string): void;
  /** The one document of --json. */
  document(value: unknown): void;
  readonly style: Style;
}

interface Style {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
}

export function openOutput(options: { json?: boolean | undefined } = {}): Output {
  const json = options.json === true;
  return {
    json,
    print: (line = "") => {
      if (!json) process.stdout.write(`${printable(line.trimEnd())}\n`);
    },
    note: (line) => {
      if (!json) process.stderr.write(`${printable(line)}\n`);
    },
    document: (value) => {
      if (json) process.stdout.write(`${jsonText(value)}\n`);
    },
    style: styleFor(process.stdout),
  };
}

/** A document of --json. Of the characters that a terminal obeys, JSON itself escapes only those below U+0020. */
export function jsonText(value: unknown): string {
  return mask(JSON.stringify(value, null, 2)).replace(
    obeyed,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const obeyed = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Names, and what other programs say, go to a terminal: no control character of theirs does, or a file's name could
 * move the cursor, rewrite the lines above or turn the direction of the text. Line ends, tabs and what `Style` painted are
 * kept. No secret goes there either, whoever put it into the text.
 */
export function printable(text: string): string {
  const lines = mask(text).replaceAll("\r\n", "\n");
  return lines.replace(controls, (found) => (painted.has(found) ? found : found.replace(control, "\u00b7")));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are replaced.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
/** A coloured text as a whole, or one of these characters. */
const controls = new RegExp(`\u001b\\[\\d+m[^\u001b]*\u001b\\[0m|${control.source}`, "g");
/** The coloured texts of `Style`: colours that stand in data are not among them. */
const painted = new Set<string>();

/** Colour only on a terminal, and never where NO_COLOR is set (no-color.org). */
export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const colour = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const paint = (code: number) => (text: string) => {
    if (!colour) return text;
    const whole = `\u001b[${code}m${printable(text)}\u001b[0m`;
    painted.add(whole);
    return whole;
  };
  return { bold: paint(1), dim: paint(2), green: paint(32), red: paint(31), yellow: paint(33) };
}

function isFigure(cell: string | number | undefined): boolean {
  return typeof cell === "number" || (cell !== undefined && /^-?[\d.]*( (s|ms))?$/.test(cell));
}

/** Lines of a table with aligned columns; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en-US") : cell)),
  );
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const right = header.map((_, column) => rows.length > 0 && rows.every((row) => isFigure(row[column])));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)];
}
