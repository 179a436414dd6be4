import { expect, test } from "vitest";
import { AdpError, defineError, describeError, Exit, errorCatalogue } from "./errors.ts";

const SAMPLE = defineError("ADP-TEST-001", Exit.platform, "Something sample happened.");

test("an error says its code, what, why, evidence and what to type next, in this order", () => {
  const error = new AdpError(SAMPLE, {
    why: "Because.",
    evidence: ["line 1"],
    next: ["adp demo", "make clean"],
  });
  expect(describeError(error).split("\n")).toEqual([
    "ADP-TEST-001  Something sample happened.",
    "  why:  Because.",
    "  | line 1",
    "  next: adp demo",
    "    or: make clean",
  ]);
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    code: "ADP-TEST-001",
    what: "Something sample happened.",
    why: "Because.",
    next: ["adp demo", "make clean"],
    evidence: ["line 1"],
  });
});

test("a code stands for one error only", () => {
  expect(() => defineError("ADP-TEST-001", Exit.job, "Another.")).toThrow(/twice/);
  expect(errorCatalogue().filter((entry) => entry.code === "ADP-TEST-001")).toHaveLength(1);
});

test("what is not an AdpError is told as a bug of ours, with its trace", () => {
  expect(describeError(new TypeError("x is not a function"))).toMatch(
    /^ADP-BUG-001[\s\S]*TypeError: x is not a function[\s\S]*errors.test/,
  );
});
