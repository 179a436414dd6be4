import { expect, test } from "vitest";
import { verifiedLines } from "./print.ts";

const checks = [
  { name: "labels", ok: true, code: null, isWarning: false, what: "Layer 1 0.4.0", next: [] },
  {
    name: "support",
    ok: false,
    code: "ADP-L1-072",
    isWarning: true,
    what: "Runtime 11.10.0 (Airflow 2.9) has been out of support since 2025-10-31. Supported: 13.11.0 (Airflow 2.11, LTS, to 2027-04-30).",
    next: [{ do: "name another Runtime" }],
  },
];

test("a table of checks fits into a terminal, and stays one line a check in a pipe", () => {
  const verified = { image: "layer1-airflow:latest", id: "sha256:1", ok: true, checks };
  const narrow = verifiedLines(verified, 80);
  expect(narrow.filter((line) => line.length > 80)).toEqual([]);
  expect(narrow.slice(2, 5)).toEqual([
    "labels   ok       Layer 1 0.4.0",
    "support  warning  Runtime 11.10.0 (Airflow 2.9) has been out of support since",
    "                  2025-10-31. Supported: 13.11.0 (Airflow 2.11, LTS, to",
  ]);
  const wide = verifiedLines(verified, Number.POSITIVE_INFINITY);
  expect(wide[3]).toBe(`support  warning  ${checks[1]?.what}`);
});
