import { expect, test } from "vitest";
import { countsOf, withoutReport } from "./tests.ts";

test("the figures of a JUnit report; none where there is no report", () => {
  const head = '<testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.1">';
  expect(countsOf(`<?xml version="1.0"?><testsuites>${head}</testsuites>`)).toEqual({
    ...{ passed: 4, failed: 2, errors: 1, skipped: 3 },
  });
  expect(countsOf("")).toBeUndefined();
});

test("pytest's line about a report that nobody will find is left out", () => {
  const lines = [
    "collected 6 items",
    "- generated xml file: /kit/.adp/run/pytest-x/report.xml -",
    "6 passed",
    "",
  ];
  expect(withoutReport(lines.join("\n"))).toBe("collected 6 items\n6 passed\n");
});
