import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOutput } from "../kernel/output.ts";
import { BareClock } from "../kernel/progress.ts";
import { runDemo } from "./index.ts";
import { checkBooks, type FlightsReport, readReport } from "./report.ts";
import { deliver, type FlightsSource } from "./source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-demo-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a folder that holds anything but a demo: ADP-DEMO-004, and it is not touched", async () => {
  const file = join(folder, "thesis.txt");
  writeFileSync(file, "years of work");
  const options = {
    folder,
    months: 1,
    keep: false,
    output: openOutput({ json: true }),
    again: "adp demo",
    signal: new AbortController().signal,
  };
  await expect(runDemo(options)).rejects.toMatchObject({ code: "ADP-DEMO-004" });
  expect(existsSync(file)).toBe(true);
});

test("deliveries that cannot be written: ADP-DEMO-001 with what the source's program said", async () => {
  const source = {
    datakit: folder,
    packageFolder: folder,
    deliveries: folder,
    tools: { airflow: { python: process.execPath } },
    environment: {},
    again: "adp demo",
  } as unknown as FlightsSource;
  // Node.js in Python's place: it refuses the arguments and says so.
  await expect(deliver(source, 1, 1, new BareClock())).rejects.toMatchObject({
    code: "ADP-DEMO-001",
    evidence: expect.arrayContaining([expect.stringMatching(/bad option|module/i)]),
  });
});

test("a report that is no document: ADP-DEMO-002", async () => {
  const options = { datakit: folder, python: "/bin/echo", environment: {}, again: "adp demo" };
  await expect(readReport(options, new BareClock())).rejects.toMatchObject({
    code: "ADP-DEMO-002",
    evidence: [expect.stringContaining("nyc_flights.report")],
  });
});

test("figures that differ: ADP-DEMO-003 names the check, the batch and both, whatever the report says of itself", () => {
  const line = { check: "flight: rows read = bronze rows", batch: "2013-01", left: 27_004, right: 27_003 };
  const report = (ok: boolean) =>
    ({ books: [{ ...line, ok }], books_balance: ok }) as unknown as FlightsReport;
  for (const ok of [true, false]) {
    expect(() => checkBooks(report(ok), "adp demo")).toThrow(
      expect.objectContaining({
        code: "ADP-DEMO-003",
        exit: 1,
        evidence: ["flight: rows read = bronze rows (2013-01): 27004 and 27003"],
      }),
    );
  }
});
