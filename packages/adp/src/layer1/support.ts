import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platformRoot } from "../kernel/home.ts";

/** What the makers say of a Runtime line; packages/adp/data/runtimes.json. */
interface RuntimeLine {
  readonly runtime: string;
  readonly airflow: string;
  readonly python: string;
  /** The last day of support, YYYY-MM-DD. */
  readonly ends: string;
  /** Whether the framework can be installed on it. */
  readonly framework: boolean;
}

interface SupportTable {
  readonly lines: readonly RuntimeLine[];
  readonly yanked: readonly string[];
  readonly recommended: readonly string[];
}

export function supportTable(root = platformRoot()): SupportTable {
  return JSON.parse(
    readFileSync(join(root, "packages", "adp", "data", "runtimes.json"), "utf8"),
  ) as SupportTable;
}

/** The line of a version as the Runtime's label has it: 11.10.0, or 3.3-8. */
export function runtimeLine(version: string, table = supportTable()): RuntimeLine | undefined {
  const key = version.includes("-") ? version.replace(/-.*$/, "") : version.replace(/\..*$/, "");
  return table.lines.find((line) => line.runtime === key);
}

/** What there is to say about a Runtime's support on a day. */
export function supportWarnings(version: string | undefined, today: Date, table = supportTable()): string[] {
  if (version === undefined) return [];
  const line = runtimeLine(version, table);
  const instead = `Supported: ${table.recommended.join("; ")}.`;
  const day = today.toISOString().slice(0, 10);
  return [
    ...(line === undefined ? [`Runtime ${version} is not in this platform's support table.`] : []),
    ...(line !== undefined && line.ends < day
      ? [`Runtime ${version} (Airflow ${line.airflow}) is out of support since ${line.ends}. ${instead}`]
      : []),
    ...(table.yanked.includes(version) ? [`Runtime ${version} was withdrawn by its makers. ${instead}`] : []),
  ];
}
