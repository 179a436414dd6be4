import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOutput } from "../kernel/output.ts";
import { BareClock, Progress } from "../kernel/progress.ts";
import { clearEarlier } from "./demo.ts";
import { runDemo } from "./index.ts";
import { nextLines } from "./print.ts";
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
    signal: new AbortController().signal,
  };
  await expect(runDemo(options)).rejects.toMatchObject({ code: "ADP-DEMO-004" });
  expect(existsSync(file)).toBe(true);
});

test.runIf(process.platform === "linux")(
  "a folder in which no system makes one: ADP-RUN-008 at once",
  async () => {
    const options = {
      folder: "/proc/x",
      months: 1,
      keep: false,
      output: openOutput({ json: true }),
      signal: new AbortController().signal,
    };
    await expect(runDemo(options)).rejects.toMatchObject({ code: "ADP-RUN-008" });
  },
);

test("deliveries that cannot be written: ADP-DEMO-001 with what the source's program said", async () => {
  const source = {
    datakit: folder,
    packageFolder: folder,
    deliveries: folder,
    tools: { airflow: { python: process.execPath } },
    environment: {},
  } as unknown as FlightsSource;
  // Node.js in Python's place: it refuses the arguments and says so.
  await expect(deliver(source, 1, 1, new BareClock())).rejects.toMatchObject({
    code: "ADP-DEMO-001",
    evidence: expect.arrayContaining([expect.stringMatching(/bad option|module/i)]),
  });
});

test("a report that is no document: ADP-DEMO-002", async () => {
  const options = { datakit: folder, python: "/bin/echo", environment: {} };
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
    expect(() => checkBooks(report(ok))).toThrow(
      expect.objectContaining({
        code: "ADP-DEMO-003",
        exit: 1,
        evidence: ["flight: rows read = bronze rows (2013-01): 27004 and 27003"],
      }),
    );
  }
});

test("what to type next keeps the months that were loaded", () => {
  const lines = (months: number) => nextLines({ address: undefined, folder, months }).join("\n");
  expect(lines(3)).toMatch(/ demo --months 3 --keep$/m);
  expect(lines(12)).toMatch(/ demo --keep$/m);
});

test("an earlier demo is removed, and named only where there is one", async () => {
  const earlier = join(folder, "demo");
  const clear = async () => {
    const progress = new Progress(openOutput({ json: true }));
    await clearEarlier({ stop: async () => 0 }, earlier, progress);
    return progress.steps.length;
  };
  expect(await clear()).toBe(0);
  mkdirSync(earlier);
  writeFileSync(join(earlier, "settings.json"), "{}");
  expect(await clear()).toBe(1);
  expect(existsSync(earlier)).toBe(false);
});
