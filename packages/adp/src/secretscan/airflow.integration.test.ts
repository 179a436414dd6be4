import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { testedLines } from "../../../../e2e/world/lines.ts";
import { prepareAirflow } from "../engine/embedded/python/index.ts";
import { engineFolder } from "../engine/index.ts";
import { BareClock } from "../kernel/progress.ts";
import { readAllowList } from "./allow-list.ts";
import { scanForSecrets } from "./index.ts";

// What is installed for Airflow is no credential of anybody: what the scan finds there is either a false alarm of a rule, or an
// example that looks like a credential. Each is in testing/airflow/.adp-secrets.toml, with the reason.

const reviewed = await readAllowList(join(import.meta.dirname, "testing", "airflow"), false);

test.each(testedLines)(
  "Airflow %s, installed with all its packages: nothing but what was reviewed",
  async (line) => {
    const { venv } = await prepareAirflow({ line, engineFolder: engineFolder(), clock: new BareClock() });
    const report = await scanForSecrets(venv, { kind: "files", paths: [venv] });
    expect(report.unread).toEqual([]);
    expect(report.files).toBeGreaterThan(5_000);
    const found = report.findings
      .map((finding) => ({ ...finding, path: finding.path.replace(/^.*\/site-packages\//, "") }))
      .filter((finding) => reviewed.reasonFor(finding) === undefined)
      .map(({ path, line: at, rule }) => `${path}:${at} ${rule}`);
    expect(found).toEqual([]);
  },
);

// With the lines that are tested on every machine, an entry may be for another one.
afterAll(() => {
  if (process.env.CI === "true") expect(reviewed.notes(true)).toEqual([]);
});
