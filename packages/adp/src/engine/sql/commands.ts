import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { errors } from "../errors.ts";

/** The backslash commands that ask the database, in psql's names. */
const queries: Readonly<Record<string, { readonly help: string; readonly sql: (name: string) => string }>> = {
  "\\d": {
    help: "\\d [NAME]   tables and views, or the columns of one",
    sql: (name) => (name === "" ? relations(["r", "p", "v", "m", "f"]) : columns(name)),
  },
  "\\dt": { help: "\\dt         tables", sql: (name) => relations(["r", "p"], name) },
  "\\dv": { help: "\\dv         views", sql: (name) => relations(["v", "m"], name) },
  "\\dn": {
    help: "\\dn         schemas",
    sql: () =>
      `select nspname as schema, pg_get_userbyid(nspowner) as owner from pg_namespace
where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
  },
};

export const promptHelp: readonly string[] = [
  "A statement ends with a semicolon.",
  ...Object.values(queries).map((query) => `  ${query.help}`),
  "  \\x          each row as a list of columns, or as a table again",
  "  \\?          this list",
  "  \\q          leave",
  "  Ctrl-C      cancels the statement that runs",
];

/** Whether a line is a backslash command and so needs no semicolon. */
export function isCommand(line: string): boolean {
  return line.trimStart().startsWith("\\");
}

interface Expanded {
  readonly sql: string;
  /** The table or view that a command asks for: to find none is an error. */
  readonly about?: string;
}

/** The SQL of a text: a backslash command becomes its query, anything else stays. */
export function expanded(text: string): Expanded {
  if (!isCommand(text)) return { sql: text };
  const [word = "", ...rest] = text.trim().replace(/;$/, "").split(/\s+/);
  const query = Object.hasOwn(queries, word) ? queries[word] : undefined;
  const about = rest.join(" ");
  if (query !== undefined) return { sql: query.sql(about), ...(about === "" ? {} : { about }) };
  throw new AdpError(errors.sqlCommand, {
    what: `There is no command ${word}.`,
    why: `These work: ${Object.keys(queries).join(", ")}, and at the prompt \\x, \\? and \\q.`,
    next: [run(adp`dev status`, "shows the address for psql, which has all commands")],
  });
}

function relations(kinds: readonly string[], name = ""): string {
  const [schema, table] = parts(name);
  return `select n.nspname as schema, c.relname as name,
  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end as type,
  pg_get_userbyid(c.relowner) as owner
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in (${kinds.map(literal).join(", ")}) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
${schema === undefined ? "" : `and n.nspname = ${literal(schema)}`} ${table === "" ? "" : `and c.relname = ${literal(table)}`}
order by 1, 2`;
}

function columns(name: string): string {
  const [schema, table] = parts(name);
  return `select n.nspname as schema, c.relname as "table", a.attname as column,
  format_type(a.atttypid, a.atttypmod) as type, case when a.attnotnull then 'not null' else '' end as nullable,
  coalesce(pg_get_expr(d.adbin, d.adrelid), '') as "default"
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relname = ${literal(table)} ${schema === undefined ? "" : `and n.nspname = ${literal(schema)}`}
  and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_toast'
order by n.nspname, a.attnum`;
}

function parts(name: string): [schema: string | undefined, table: string] {
  const [first = "", second] = name.split(".").map((part) => part.replace(/^"(.*)"$/, "$1"));
  return second === undefined ? [undefined, first] : [first, second];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
