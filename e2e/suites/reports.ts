import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { stripVTControlCharacters } from "node:util";
import * as z from "zod/mini";
import type { Counts } from "./suite.ts";

/** The counts of a JUnit XML report, as pytest writes it. */
export function junitCounts(file: string): Counts {
  const report = readFileSync(file, "utf8");
  const head = /<testsuite [^>]*>/.exec(report)?.[0] ?? "";
  const number = (name: string) => Number(attribute(head, name) ?? "0");
  const failed = number("failures") + number("errors");
  // Each test case up to the next one; the element that says why it did not pass stands first in it.
  const cases = report.split("<testcase ").slice(1);
  const named = cases.map((text) => ({
    text,
    name: unescaped(`${attribute(text, "classname")} > ${attribute(text, "name")}`),
    seconds: Number(attribute(text, "time") ?? "0"),
  }));
  const having = (element: string) =>
    named.flatMap(({ text, name }) => {
      const found = new RegExp(`<(?:${element}) [^>]*>`).exec(text)?.[0];
      return found === undefined ? [] : [{ name, why: unescaped(attribute(found, "message") ?? "") }];
    });
  return {
    passed: number("tests") - failed - number("skipped"),
    failed,
    skipped: number("skipped"),
    failures: having("failure|error").map(({ name, why }) => withReason(name, why)),
    skips: having("skipped").map(({ name, why }) => `${name}: ${why}`),
    tests: named.map(({ name, seconds }) => ({ name, seconds })),
  };
}

/** What is read of vitest's JSON report. */
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.optional(z.string()),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.nullish(z.number()),
          failureMessages: z.optional(z.array(z.string())),
        }),
      ),
    }),
  ),
});

/** The counts of vitest's JSON report. A skipped test has its reason in its name, or in that of its block. */
export function vitestCounts(file: string): Counts {
  const report = z.parse(vitestReport, JSON.parse(readFileSync(file, "utf8")));
  const files = report.testResults;
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, name: `${basename(name)} > ${test.fullName}` })),
  );
  const failures = files.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    // A file that cannot be loaded, or whose set-up failed, has a reason of its own.
    if (failed.length === 0 && status === "failed")
      return [withReason(basename(name), message || "its set-up failed: see above")];
    return failed.map((test) =>
      withReason(`${basename(name)} > ${test.fullName}`, test.failureMessages?.join("\n") ?? ""),
    );
  });
  return {
    passed: report.numPassedTests,
    // A file that cannot be loaded holds no test that could fail.
    failed: Math.max(report.numFailedTests, report.success ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    skips: tests.filter(({ status }) => !["passed", "failed"].includes(status)).map(({ name }) => name),
    tests: tests.map(({ name, duration }) => ({ name, seconds: (duration ?? 0) / 1000 })),
  };
}

const REASON_LINES = 12;

function withReason(name: string, why: string): string {
  const lines = stripVTControlCharacters(why).trim().split("\n").slice(0, REASON_LINES);
  return [name, ...lines.map((line) => `    ${line}`)].join("\n");
}

function attribute(element: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1];
}

function unescaped(text: string): string {
  return text
    .replaceAll("&#10;", "\n")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
