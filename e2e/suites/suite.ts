import { readFileSync } from "node:fs";
import { attempt, ProcessFailure, type RunOptions } from "../../packages/adp/src/kernel/process.ts";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Workshop {
  readonly root: string;
  /** A folder for reports; removed at the end. */
  readonly scratch: string;
  /** The URL of an empty database on the real PostgreSQL of this run. */
  warehouseUrl(name: string): Promise<string>;
}

export interface Suite {
  /** What --only takes. */
  readonly room: string;
  readonly name: string;
  run(workshop: Workshop): Promise<Counts>;
}

/** Runs a program with its output on this terminal; gives whether it exited 0. */
export async function passes(argv: readonly string[], options: RunOptions): Promise<boolean> {
  const result = await attempt(argv, { ...options, inherit: true });
  if (result instanceof ProcessFailure && result.kind !== "exited")
    process.stdout.write(`${result.message}\n`);
  return !(result instanceof ProcessFailure);
}

/** The counts of a JUnit XML report, as pytest writes it. */
export function junitCounts(file: string): Counts {
  const head = /<testsuite [^>]*>/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  const number = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? "0");
  const failed = number("failures") + number("errors");
  return { passed: number("tests") - failed - number("skipped"), failed, skipped: number("skipped") };
}

/** The counts of vitest's JSON report. */
export function vitestCounts(file: string): Counts {
  const report = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  return {
    passed: report.numPassedTests ?? 0,
    // A file that cannot be loaded holds no test that could fail.
    failed: Math.max(report.numFailedTests ?? 0, report.success ? 0 : 1),
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}
