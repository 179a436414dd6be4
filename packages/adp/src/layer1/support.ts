import { readFileSync } from "node:fs";
import { join } from "node:path";
import { again, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { platformRoot } from "../kernel/home.ts";
import { parseJson } from "../kernel/json.ts";

const schema = z.object({
  lines: z.array(
    z.object({
      runtime: z.string(),
      airflow: z.string(),
      python: z.string(),
      /** The last day of support, YYYY-MM-DD. */
      ends: z.string(),
    }),
  ),
  yanked: z.array(z.string()),
  recommended: z.array(z.string()),
});
/** What the makers say of the Runtimes; packages/adp/data/runtimes.json. */
type SupportTable = z.output<typeof schema>;
type RuntimeLine = SupportTable["lines"][number];

export function supportTable(root = platformRoot()): SupportTable {
  const path = join(root, "packages", "adp", "data", "runtimes.json");
  return parseJson(readFileSync(path, "utf8"), schema, {
    from: path,
    next: [run(shell`git checkout ${path}`, "restores it"), again],
  });
}

/** The line of a version as the Runtime's label has it: 11.10.0, or 3.3-8. */
export function runtimeLine(version: string, table = supportTable()): RuntimeLine | undefined {
  const key = version.includes("-") ? version.replace(/-.*$/, "") : version.replace(/\..*$/, "");
  return table.lines.find((line) => line.runtime === key);
}

interface SupportFinding {
  readonly what: string;
  readonly why: string;
}

/** What there is to say about a Runtime's support on a day. */
export function supportWarnings(version: string | undefined, today: Date, table = supportTable()): string[] {
  return version === undefined ? [] : supportFindings(version, today, table).map(({ what }) => what);
}

/** The same, with what each means. */
export function supportFindings(version: string, today: Date, table = supportTable()): SupportFinding[] {
  const line = runtimeLine(version, table);
  const instead = `Supported: ${table.recommended.join("; ")}.`;
  const day = today.toISOString().slice(0, 10);
  return [
    ...(table.yanked.includes(version)
      ? [
          {
            what: `Runtime ${version} was withdrawn by its maker. ${instead}`,
            why: "Its maker found a fault in it that no later step of a build mends.",
          },
        ]
      : []),
    ...(line === undefined
      ? [
          {
            what: `Runtime ${version} is not in this platform's support table.`,
            why: "Whether security fixes still reach it cannot be told.",
          },
        ]
      : []),
    ...(line !== undefined && line.ends < day
      ? [
          {
            what: `Runtime ${version} (Airflow ${line.airflow}) has been out of support since ${line.ends}. ${instead}`,
            why: "Security fixes no longer reach it.",
          },
        ]
      : []),
  ];
}
