import { createInterface } from "node:readline";
import type { Client, QueryResult } from "pg";
import { AdpError, defineError, Exit, reasonOf } from "../kernel/errors.ts";
import { typed } from "../kernel/home.ts";
import { table } from "../kernel/output.ts";

const SQL_FAILED = defineError("ADP-SQL-001", Exit.job, "PostgreSQL refused the statement.");

interface SqlResult {
  readonly command: string;
  readonly rowCount: number | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Runs the statements of a text, in one transaction unless they say otherwise. `asValues`: numbers as numbers, for JSON. */
export async function runSql(client: Client, statement: string, asValues = false): Promise<SqlResult[]> {
  const text = statement.trim() === "\\d" ? TABLES : statement;
  try {
    // The simple protocol gives one result a statement; its type names only a single one.
    const answer = (await client.query({
      text,
      rowMode: "array",
      ...(asValues ? {} : { types: asWritten }),
    })) as unknown as QueryResult | QueryResult[];
    return (Array.isArray(answer) ? answer : [answer]).map((result) => ({
      command: result.command ?? "",
      rowCount: result.rowCount,
      columns: (result.fields ?? []).map((field) => field.name),
      rows: result.rows as unknown as unknown[][],
    }));
  } catch (error) {
    const detail = error as { position?: string; hint?: string; detail?: string };
    throw new AdpError(SQL_FAILED, {
      what: `PostgreSQL: ${reasonOf(error)}.`,
      ...(detail.detail || detail.hint
        ? { why: [detail.detail, detail.hint].filter(Boolean).join(" ") }
        : {}),
      ...(detail.position === undefined ? {} : { evidence: [around(text, Number(detail.position))] }),
      next: [`${typed('dev sql "\\d"')}   lists the tables`],
      cause: error,
    });
  }
}

/** A result as psql shows it. */
export function formatSql(result: SqlResult): string[] {
  if (result.columns.length === 0) return [`${result.command} ${result.rowCount ?? ""}`.trim()];
  const rows = result.rows.map((row) => row.map(cell));
  return [...table(result.columns, rows), `(${rows.length} row${rows.length === 1 ? "" : "s"})`];
}

/** A prompt on a terminal: statements end with a semicolon; \d lists tables, \q ends. */
export async function sqlPrompt(client: Client, print: (line: string) => void): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stdout, prompt: "warehouse=> " });
  let statement = "";
  reader.prompt();
  for await (const line of reader) {
    const trimmed = line.trim();
    if (statement === "" && /^(\\q|exit|quit)$/.test(trimmed)) break;
    statement += `${statement === "" ? "" : "\n"}${line}`;
    if (/;\s*$/.test(statement) || statement.trim() === "\\d") {
      try {
        for (const result of await runSql(client, statement))
          for (const text of formatSql(result)) print(text);
      } catch (error) {
        if (!(error instanceof AdpError)) throw error;
        print(error.message);
        for (const text of error.evidence) print(`  ${text}`);
      }
      statement = "";
    }
    reader.setPrompt(statement === "" ? "warehouse=> " : "warehouse-> ");
    reader.prompt();
  }
  reader.close();
}

/** Values as PostgreSQL writes them: a person reads what psql would show. */
const asWritten = { getTypeParser: () => (value: string) => value };

const TABLES = `select table_schema as schema, table_name as name, table_type as type
from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`;

function cell(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function around(text: string, position: number): string {
  const line = text.slice(0, position - 1).split("\n").length;
  return `line ${line}: ${text.split("\n")[line - 1]?.trim() ?? ""}`;
}
