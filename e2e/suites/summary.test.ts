import { expect, test } from "vitest";
import { howItRuns } from "./scenarios.ts";
import { summary, withoutSilentSkips } from "./summary.ts";

const quick = { suite: "quick", seconds: 1, counts: { passed: 2, failed: 0, skipped: 0 } };

test("the last line counts what passed and failed", () => {
  const broken = { suite: "broken", seconds: 2, counts: { passed: 1, failed: 1, skipped: 0 } };
  expect(summary([quick]).trimEnd().split("\n").at(-1)).toBe("2 passed, 0 failed");
  expect(summary([quick, broken]).trimEnd().split("\n").slice(-3)).toEqual([
    "FAILED  broken",
    "",
    "3 passed, 1 failed",
  ]);
});

test("it lists the slowest suites and tests first, and skipped tests with their reasons", () => {
  const tests = [
    { name: "a > fast", seconds: 0.1 },
    { name: "a > slow", seconds: 9 },
  ];
  const skips = ["a > real Runtime: set ADP_E2E_RUNTIME"];
  const slow = { suite: "slow", seconds: 30, counts: { passed: 2, failed: 0, skipped: 1, tests, skips } };
  const text = summary([quick, slow]);
  expect(text.indexOf("slow")).toBeLessThan(text.indexOf("quick"));
  expect(text.indexOf("a > slow")).toBeLessThan(text.indexOf("a > fast"));
  expect(text).toContain("Skipped:\n  a > real Runtime: set ADP_E2E_RUNTIME");
  expect(text).toContain("4 passed, 0 failed, 1 skipped");
});

test("in CI a skipped test is a failure, unless an ADP_E2E_ variable opens it", () => {
  const skips = ["a test: set ADP_E2E_RUNTIME", "another: no Docker"];
  const counts = withoutSilentSkips("suite", { passed: 3, failed: 0, skipped: 2, skips });
  expect(counts).toMatchObject({ passed: 3, failed: 1, skipped: 1, skips: [skips[0]] });
  expect(counts.failures).toEqual(["suite: skipped in CI: another: no Docker"]);
});

test("a scenario's @suite line says how it runs; an unknown word is refused", () => {
  expect(howItRuns("// What it tests.\n// @suite ci, 300 s, uses corporation\n", "a")).toEqual({
    ci: true,
    seconds: 300,
    uses: "corporation",
  });
  expect(howItRuns("// What it tests.\n", "a")).toEqual({});
  expect(howItRuns("// @suite soak\n", "a")).toEqual({ room: "soak" });
  expect(() => howItRuns("// @suite often\n", "a.test.ts")).toThrow("a.test.ts");
});
