import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { attempt, ProcessFailure, type RunOptions } from "../../packages/adp/src/kernel/process.ts";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Each failed test's name and the first lines of its reason, told again at the end of a long run. */
  failures?: readonly string[];
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
  const report = readFileSync(file, "utf8");
  const head = /<testsuite [^>]*>/.exec(report)?.[0] ?? "";
  const number = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? "0");
  const failed = number("failures") + number("errors");
  const cases = /<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error) message="([^"]*)"/g;
  const failures = [...report.matchAll(cases)].map(([, file, name, why]) =>
    told(`${file} > ${name}`, unescaped(why ?? "")),
  );
  return {
    passed: number("tests") - failed - number("skipped"),
    failed,
    skipped: number("skipped"),
    failures,
  };
}

interface VitestReport {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly success: boolean;
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** The counts of vitest's JSON report. */
export function vitestCounts(file: string): Counts {
  const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  const failures = (report.testResults ?? []).flatMap((tests) => {
    const failed = tests.assertionResults.filter((test) => test.status === "failed");
    // A file that cannot be loaded, or whose set-up failed, has a reason of its own.
    if (failed.length === 0 && tests.status === "failed")
      return [told(basename(tests.name), tests.message || "its set-up failed: see above")];
    return failed.map((test) =>
      told(`${basename(tests.name)} > ${test.fullName}`, test.failureMessages?.join("\n") ?? ""),
    );
  });
  return {
    passed: report.numPassedTests ?? 0,
    // A file that cannot be loaded holds no test that could fail.
    failed: Math.max(report.numFailedTests ?? 0, report.success ? 0 : 1),
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    failures,
  };
}

const REASON_LINES = 12;

function told(name: string, why: string): string {
  const lines = stripVTControlCharacters(why).trim().split("\n").slice(0, REASON_LINES);
  return [name, ...lines.map((line) => `    ${line}`)].join("\n");
}

function unescaped(attribute: string): string {
  return attribute
    .replaceAll("&#10;", "\n")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
