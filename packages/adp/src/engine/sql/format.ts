import { table } from "../../kernel/output.ts";
import type { SqlResult } from "./run.ts";

/** A result as psql shows it: a table, or with `expanded` each row as a list of its columns. */
export function formatSql(result: SqlResult, expanded = false): string[] {
  if (result.columns.length === 0) return [`${result.command} ${result.rowCount ?? ""}`.trim()];
  const rows = result.rows.map((row) => row.map(cell));
  if (expanded) return records(result.columns.map(cell), rows);
  return [...table(result.columns.map(cell), rows), `(${rows.length} row${rows.length === 1 ? "" : "s"})`];
}

function records(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...columns.map((name) => name.length));
  return rows.flatMap((row, index) => [
    `-[ row ${index + 1} ]`,
    ...row.map((value, at) => `${(columns[at] ?? "").padEnd(width)} | ${value}`),
  ]);
}

/** Control characters of the data as text, as psql does: a value must not move the cursor or colour the terminal. */
function cell(value: string | null): string {
  return (value ?? "").replace(controls, (found) => named[found] ?? escaped(found));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are replaced.
const controls = /[\u0000-\u001f\u007f-\u009f]/g;
const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return `\\x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;
}
