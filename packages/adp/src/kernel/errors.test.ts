import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import { rememberCommandLine } from "./command-line.ts";
import { AdpError, defineError, defineErrors, describeError, Exit, errorCatalogue } from "./errors.ts";
import { typed } from "./home.ts";

const SAMPLE = defineError("ADP-TEST-001", Exit.platform, "Something sample happened.");

test("an error says its code, what, why, evidence and what to type next, in this order", () => {
  rememberCommandLine(["dev", "start", "--json", "--datakit", "a b"]);
  const error = new AdpError(SAMPLE, {
    why: "Because.",
    evidence: ["line 1"],
    next: [run(shell`docker rmi ${"x y"}`, "frees it"), again],
  });
  const typedAgain = typed("dev start --datakit 'a b'");
  expect(describeError(error).split("\n")).toEqual([
    "ADP-TEST-001  Something sample happened.",
    "  why:   Because.",
    "  | line 1",
    "  first: docker rmi 'x y'",
    "         (frees it)",
    `  then:  ${typedAgain}`,
  ]);
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    code: "ADP-TEST-001",
    what: "Something sample happened.",
    why: "Because.",
    next: [{ run: "docker rmi 'x y'", why: "frees it" }, { run: typedAgain }],
    evidence: ["line 1"],
  });
});

test("a room declares its errors in one table", () => {
  const errors = defineErrors({ GONE: ["ADP-TEST-002", Exit.job, "It is gone."] });
  expect(errors.GONE).toEqual({ code: "ADP-TEST-002", exit: Exit.job, title: "It is gone." });
});

test("a code stands for one error only", () => {
  expect(() => defineError("ADP-TEST-001", Exit.job, "Another.")).toThrow(/twice/);
  expect(errorCatalogue().filter((entry) => entry.code === "ADP-TEST-001")).toHaveLength(1);
});

test("anything but an AdpError is a bug of adp, and has its trace", () => {
  expect(describeError(new TypeError("x is not a function"))).toMatch(
    /^ADP-BUG-001[\s\S]*TypeError: x is not a function[\s\S]*errors.test/,
  );
});
