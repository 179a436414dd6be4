// `adp demo` on each line of Airflow: loads one month of flights twice, and checks the report.
// @suite 240 s
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { DemoResult } from "../packages/adp/src/demo/index.ts";
import { adp, document, processesOf, scratch } from "./world/adp.ts";
import { testedLines } from "./world/lines.ts";

const world = scratch("demo");
afterAll(async () => {
  for (const line of testedLines) await adp(["demo", "--stop", "--folder", join(world.folder, line)]);
  world.close();
});

test.each(testedLines)(
  "adp demo on Airflow %s ends green, with books that balance, and leaves nothing running",
  async (line) => {
    const folder = join(world.folder, line);
    // gunicorn's control socket, which all Airflows of a user would share.
    const control = join(homedir(), ".gunicorn");
    const before = existsSync(control);
    const finished = await adp(["demo", "--airflow", line, "--months", "1", "--json", "--folder", folder]);
    expect(finished.stderr).toBe("");
    expect(finished.code).toBe(0);
    const { airflow, report, runs, steps } = document<DemoResult>(finished);
    expect(airflow).toBe(line);
    expect(runs.map((run) => run.dag).sort()).toEqual([
      "customer_360_example",
      "nyc_flights_incremental",
      "nyc_flights_incremental",
    ]);
    expect(
      runs.flatMap((run) => run.tasks.map((task) => task.state)).every((state) => state === "success"),
    ).toBe(true);

    // January 2013 of the real data, and day two's corrections, late rows and broken row.
    expect(report.rows.silver).toMatchObject({
      airline: 16,
      airport: 1458,
      plane: 3322,
      flight: 27_004,
      weather: 2226,
    });
    expect(report.rows.gold?.fact_flight).toBe(27_004);
    expect(report.books.length).toBeGreaterThan(20);
    expect(report.books.filter((check) => check.left !== check.right)).toEqual([]);
    expect(report.quarantine.map((entry) => entry.reason).join()).toMatch(/malformed/);
    expect(report.history.airport).toBeGreaterThan(0);
    expect(report.history.flight).toBeGreaterThan(0);

    // as_of and audit agree on the two versions of one airport.
    const names = report.airport.versions.map((version) => version.name);
    expect(new Set(names).size).toBe(2);
    expect(report.airport.audit.map((change) => change.op)).toEqual(["INSERT", "UPDATE"]);
    expect(report.airport.audit.at(-1)).toMatchObject({
      actor: expect.stringMatching(/^dag:nyc_flights_incremental\/run:adp__/),
      db_user: "warehouse",
      changes: { name: names },
    });
    expect(steps.length).toBeGreaterThan(6);
    expect(processesOf(folder)).toEqual([]);
    expect(existsSync(join(folder, "lock"))).toBe(false);
    expect(existsSync(control)).toBe(before);
  },
);
