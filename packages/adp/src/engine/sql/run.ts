import { adp, again, either, run } from "@airflow-data-platform/cli-kit";
import type { Client, QueryArrayResult } from "pg";
import { AdpError, reasonOf } from "../../kernel/errors.ts";
import { errors } from "../errors.ts";
import { expanded } from "./commands.ts";

export interface SqlResult {
  readonly command: string;
  readonly rowCount: number | null;
  readonly columns: readonly string[];
  /** Each value in PostgreSQL's own text; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Runs the statements of a text, or one backslash command, in one transaction unless they say otherwise. */
export async function runSql(client: Client, statement: string): Promise<SqlResult[]> {
  const { sql: text, about } = expanded(statement);
  let results: SqlResult[];
  try {
    // The simple protocol gives one result a statement; its type names only a single one.
    const answer: QueryArrayResult | QueryArrayResult[] = await client.query({
      text,
      rowMode: "array",
      types: asWritten,
    });
    results = (Array.isArray(answer) ? answer : [answer]).map((result) => ({
      command: result.command ?? "",
      rowCount: result.rowCount,
      columns: (result.fields ?? []).map((field: { name: string }) => field.name),
      rows: result.rows,
    }));
  } catch (error) {
    throw explained(error, text);
  }
  if (about === undefined || results.some((result) => result.rows.length > 0)) return results;
  throw new AdpError(errors.sqlFailed, {
    what: `There is no table or view "${about}".`,
    next: [run(adp`dev sql ${"\\d"}`, "lists them")],
  });
}

/** No conversion: a date, a NaN or a bytea reads as PostgreSQL writes it, in every time zone. */
const asWritten = { getTypeParser: () => (value: string) => value };

/** What node-pg adds to an error of the server. */
function serverErrorOf(error: unknown): {
  code?: unknown;
  position?: unknown;
  hint?: unknown;
  detail?: unknown;
} {
  return typeof error === "object" && error !== null ? error : {};
}

function explained(error: unknown, text: string): AdpError {
  const { code, position, hint, detail } = serverErrorOf(error);
  if (code === "57014") return new AdpError(errors.sqlCancelled, { next: [again], cause: error });
  const more = [detail, hint].filter((part) => typeof part === "string" && part !== "").join(" ");
  return new AdpError(errors.sqlFailed, {
    what: `PostgreSQL: ${reasonOf(error)}.`,
    ...(more === "" ? {} : { why: more }),
    ...(position === undefined ? {} : { evidence: [around(text, Number(position))] }),
    next: [
      either(
        run(adp`dev sql ${"\\d"}`, "lists the tables"),
        run(adp`dev sql ${"\\d NAME"}`, "lists the columns of one"),
      ),
    ],
    cause: error,
  });
}

function around(text: string, position: number): string {
  const line = text.slice(0, position - 1).split("\n").length;
  return `line ${line}: ${text.split("\n")[line - 1]?.trim() ?? ""}`;
}
