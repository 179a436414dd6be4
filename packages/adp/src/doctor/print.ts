import { describeError } from "../kernel/errors.ts";
import type { Output } from "../kernel/output.ts";
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
  /** Every check on a line of its own, also those that are well. */
  readonly verbose: boolean;
}

/** Grouped; what is well is folded into a line; what to do first stands on top. */
export function printChecks(all: readonly Checked[], { output, verbose }: PrintOptions): void {
  const { style } = output;
  const first = firstThing(all);
  if (first !== undefined) {
    output.print(style.bold(`First: ${first.error.message}`));
    for (const line of describeError(first.error).split("\n").slice(1)) output.print(line);
    output.print();
  }
  for (const group of groups) {
    const here = all.filter(({ check }) => check.group === group);
    if (here.length === 0) continue;
    output.print(style.bold(group));
    for (const line of groupLines(here, { output, verbose, first })) output.print(line);
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

function groupLines(here: readonly Checked[], { output: { style }, verbose, first }: GroupOptions): string[] {
  const width = Math.max(...here.map(({ check }) => check.id.length));
  const row = (mark: string, id: string, what: string) => `  ${mark} ${id.padEnd(width)}  ${what}`;
  const good = here.filter(({ state }) => state === "ok");
  const folded = good.map(({ what }) => what).join("; ");
  const lines = verbose
    ? good.map(({ check, what }) => row(style.green("ok     "), check.id, what))
    : good.length === 0
      ? []
      : [`  ${style.green("ok     ")} ${folded.length <= 68 ? folded : `${good.length} checks`}`];
  for (const { check, state, what, findings } of here) {
    if (state === "skipped") lines.push(row(style.dim("skipped"), check.id, what));
    for (const finding of findings) {
      const { severity, error } = finding;
      const mark = severity === "problem" ? style.red("PROBLEM") : style.yellow("warning");
      const [head = "", ...rest] = describeError(error).split("\n");
      lines.push(
        row(mark, check.id, head),
        ...(finding === first ? [] : rest.map((line) => `        ${line}`)),
      );
    }
  }
  return lines;
}

function summaryOf(all: readonly Checked[]): string {
  const count = (state: Checked["state"]) => all.filter((one) => one.state === state).length;
  const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const skipped = count("skipped") === 0 ? "" : `, ${count("skipped")} skipped`;
  return `${counted(all.length, "check")}: ${counted(count("problem"), "problem")}, ${counted(count("warning"), "warning")}${skipped}.`;
}
