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
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    style: styleFor(process.stdout),
  };
}

/**
 * Names, and what other programs say, go to a terminal: no control character of theirs does, or a file's name could
 * move the cursor and rewrite what stands above. Lines and tabs stay, and the colours that `Style` has.
 */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(controls, (found) => (found.length > 1 ? found : "\u00b7"));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are replaced.
const controls = /\u001b\[(?:0|1|2|31|32|33)m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Colour only on a terminal, and never where NO_COLOR is set (no-color.org). */
export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const colour = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const paint = (code: number) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
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
