import { describeError } from "../kernel/errors.ts";
import type { Output } from "../kernel/output.ts";
import { wrapped } from "../kernel/wrap.ts";
import { type Finding, groups } from "./check.ts";
import type { Checked } from "./run.ts";

/** The document of --json. */
export function doctorDocument(all: readonly Checked[]): object {
  return {
    ok: all.every(({ state }) => state !== "problem"),
    checks: all.map(({ check, state, what, findings }) => ({
      id: check.id,
      group: check.group,
      state,
      ...(what === "" ? {} : { what }),
      findings: findings.map(({ severity, error, fix }) => ({
        severity,
        ...error.toJSON(),
        ...(fix === undefined ? {} : { fix: fix.what }),
      })),
    })),
  };
}

interface PrintOptions {
  readonly output: Output;
  /** Of the terminal; prose is broken there, commands never are. */
  readonly columns?: number | undefined;
  /** Every check on a line of its own, also those that are well. */
  readonly verbose: boolean;
}

/** Grouped; what is well is folded into a line; what to do first stands on top. */
export function printChecks(all: readonly Checked[], options: PrintOptions): void {
  const { output } = options;
  const { style } = output;
  const first = firstThing(all);
  if (first !== undefined) {
    output.print(style.bold(`First: ${first.error.message}`));
    for (const line of rest(first, options)) output.print(line);
    output.print();
  }
  for (const group of groups) {
    const here = all.filter(({ check }) => check.group === group);
    if (here.length === 0) continue;
    output.print(style.bold(group));
    for (const line of groupLines(here, { ...options, first })) output.print(line);
  }
  output.print();
  output.print(summaryOf(all));
}

/** The first problem in the order of the checks, which is the order in which they build on each other. */
function firstThing(all: readonly Checked[]): Finding | undefined {
  const findings = all.flatMap((one) => one.findings);
  const problems = findings.filter(({ severity }) => severity === "problem");
  return problems[0];
}

interface GroupOptions extends PrintOptions {
  /** It stands on top already. */
  readonly first: Finding | undefined;
}

function groupLines(here: readonly Checked[], options: GroupOptions): string[] {
  const { verbose, first, columns = Number.POSITIVE_INFINITY } = options;
  const { style } = options.output;
  const width = Math.max(...here.map(({ check }) => check.id.length));
  const row = (mark: string, id: string, what: string) => `  ${mark} ${id.padEnd(width)}  ${what}`;
  const good = here.filter(({ state }) => state === "ok");
  const seen = good.map(({ what }) => what).join("; ");
  const folded = seen.length <= 68 ? seen : good.map(({ check }) => check.id).join(", ");
  const lines = verbose
    ? good.map(({ check, what }) => row(style.green("ok     "), check.id, what))
    : good.length === 0
      ? []
      : wrapped(`  ${style.green("ok     ")} ${folded}`, { columns, indent: 10 });
  for (const { check, state, what, findings } of here) {
    if (state === "skipped") lines.push(row(style.dim("skipped"), check.id, what));
    for (const finding of findings) {
      const { severity, error } = finding;
      const mark = severity === "problem" ? style.red("PROBLEM") : style.yellow("warning");
      lines.push(
        ...wrapped(row(mark, check.id, `${error.code}  ${error.message}`), { columns, indent: 10 }),
        ...(finding === first ? [] : rest(finding, { ...options, columns: columns - 8 })).map(
          (line) => `        ${line}`,
        ),
      );
    }
  }
  return lines;
}

/** Why, and what to do: as every error is printed, with its prose broken. */
function rest({ error }: Finding, { columns = Number.POSITIVE_INFINITY }: PrintOptions): string[] {
  return describeError(error)
    .split("\n")
    .slice(1)
    .flatMap((line) => (/^ {2}why: /.test(line) ? wrapped(line, { columns, indent: 9 }) : [line]));
}

function summaryOf(all: readonly Checked[]): string {
  const count = (state: Checked["state"]) => all.filter((one) => one.state === state).length;
  const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const skipped = count("skipped") === 0 ? "" : `, ${count("skipped")} skipped`;
  return `${counted(all.length, "check")}: ${counted(count("problem"), "problem")}, ${counted(count("warning"), "warning")}${skipped}.`;
}
