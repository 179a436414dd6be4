import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newFolder, removeFolder } from "../world/lib/index.ts";
import { junitCounts, vitestCounts } from "./reports.ts";

let folder: string;
beforeAll(() => {
  folder = newFolder("adp-reports");
});
afterAll(() => removeFolder(folder));

function report(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("pytest's report: counts, reasons of failures and skips, times", () => {
  const file = report(
    "junit.xml",
    `<testsuites><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="3" time="2.5">
<testcase classname="tests.test_a" name="test_good" time="0.5" />
<testcase classname="tests.test_a" name="test_bad[&quot;x&quot;]" time="1.5"><failure message="assert 1 == 2&#10;more">trace</failure></testcase>
<testcase classname="tests.test_a" name="test_left" time="0.0"><skipped type="pytest.skip" message="no server">place</skipped></testcase>
</testsuite></testsuites>`,
  );
  expect(junitCounts(file)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: ['tests.test_a > test_bad["x"]\n    assert 1 == 2\n    more'],
    skips: ["tests.test_a > test_left: no server"],
    tests: [
      { name: "tests.test_a > test_good", seconds: 0.5 },
      { name: 'tests.test_a > test_bad["x"]', seconds: 1.5 },
      { name: "tests.test_a > test_left", seconds: 0 },
    ],
  });
});

const vitest = (testResults: unknown[], more = {}) =>
  JSON.stringify({
    ...{ numPassedTests: 1, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: true },
    ...more,
    testResults,
  });

test("vitest's report: counts, failures, skips, times", () => {
  const assertionResults = [
    { fullName: "good", status: "passed", duration: 1500 },
    { fullName: "bad", status: "failed", duration: 20, failureMessages: ["Error: no"] },
    { fullName: "left (no server)", status: "skipped" },
  ];
  const results = [{ name: "/a/b.test.ts", status: "failed", assertionResults }];
  const file = report(
    "vitest.json",
    vitest(results, { numFailedTests: 1, numPendingTests: 1, success: false }),
  );
  expect(vitestCounts(file)).toMatchObject({
    ...{ passed: 1, failed: 1, skipped: 1 },
    failures: ["b.test.ts > bad\n    Error: no"],
    skips: ["b.test.ts > left (no server)"],
  });
  expect(vitestCounts(file).tests?.[0]).toEqual({ name: "b.test.ts > good", seconds: 1.5 });
});

test("a file that cannot be loaded is a failure", () => {
  const results = [{ name: "/a/b.test.ts", status: "failed", message: "SyntaxError", assertionResults: [] }];
  const counts = vitestCounts(report("broken.json", vitest(results, { success: false })));
  expect(counts).toMatchObject({ failed: 1, failures: ["b.test.ts\n    SyntaxError"] });
});

test("what is no report of vitest is refused", () => {
  expect(() => vitestCounts(report("other.json", "{}"))).toThrow();
});
