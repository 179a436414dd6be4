import { fillNext } from "@airflow-data-platform/cli-kit";
import { commandLine } from "../../kernel/command-line.ts";
import { stepLines } from "../../kernel/errors.ts";
import { table } from "../../kernel/output.ts";
import { wrapped } from "../../kernel/wrap.ts";
import type { Check, Verified } from "./verify.ts";

/** The checks as a table, and for each that failed its code and what to type; prose is broken at the terminal's width. */
export function verifiedLines(
  { image, ok, checks }: Verified,
  columns = process.stdout.columns ?? Number.POSITIVE_INFINITY,
): string[] {
  const state = (check: Check) => (check.ok ? "ok" : check.isWarning ? "warning" : "FAILED");
  const [header = "", rule = "", ...rows] = table(
    ["check", "", "what"],
    checks.map((check) => [check.name, state(check), check.what]),
  );
  const indent = header.indexOf("what");
  return [
    header,
    rule.slice(0, columns),
    ...rows.flatMap((row) => wrapped(row, { columns, indent })),
    "",
    ...checks
      .filter((check) => !check.ok)
      .flatMap(({ code, name, what, next }) => [
        ...wrapped(`${code}  ${name}: ${what}`, { columns, indent: 2 }),
        ...stepLines(next),
      ]),
    ok ? `${image} keeps what Layer 1 promises.` : `${image} does not keep what Layer 1 promises.`,
  ];
}

/** The document of --json, with commands that can be typed. */
export function verifiedDocument({ checks, ...rest }: Verified): unknown {
  return {
    ...rest,
    checks: checks.map((check) => ({ ...check, next: fillNext(check.next, commandLine()) })),
  };
}
