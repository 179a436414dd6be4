// Runs every test of the project and closes with one line: `N passed, N failed`. `--only NAME` runs one suite.
// A suite is a program with a report of its own; this file only starts it and adds up.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lintSuites } from "./suites/lint.ts";
import { pythonSuites } from "./suites/python.ts";
import type { Counts, Suite, Workshop } from "./suites/suite.ts";
import { vitestSuites } from "./suites/typescript.ts";
import { openWarehouse } from "./suites/warehouse.ts";
import { leaveOuterMake } from "./world/outer-make.ts";

leaveOuterMake();

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const root = join(import.meta.dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "adp-tests-"));
const warehouse = openWarehouse(root, scratch);
const workshop: Workshop = { root, scratch, warehouseUrl: (name) => warehouse.url(name) };

const suites: Suite[] = [...lintSuites, ...vitestSuites, ...pythonSuites];
// The long forms of random tests run only when they are asked for: make soak.
const chosen =
  only === undefined
    ? suites.filter((suite) => suite.room !== "soak")
    : suites.filter((suite) => suite.room === only || suite.name === only);
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
let broken = 0;

try {
  if (chosen.length === 0)
    throw new Error(`--only knows: ${[...new Set(suites.map((suite) => suite.room))].join(", ")}`);
  for (const suite of chosen) {
    const started = performance.now();
    process.stdout.write(`\n== ${suite.name}\n`);
    let counts: Counts;
    try {
      counts = await suite.run(workshop);
    } catch (error) {
      // A suite that could not run at all is a failure, told with its reason.
      process.stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    if (counts.failed > 0) {
      broken += 1;
      failures.push(
        ...(counts.failures?.length ? counts.failures : [suite.name]).map((what) => `FAILED  ${what}`),
      );
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.stdout.write(
      `== ${suite.name}: ${counts.passed} passed, ${counts.failed} failed${skipped} in ${seconds} s\n`,
    );
  }
} finally {
  await warehouse.close();
  rmSync(scratch, { recursive: true, force: true });
}

// A long run's output is read from its end.
if (failures.length > 0) process.stdout.write(`\n${failures.join("\n")}\n`);
process.stdout.write(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}\n`,
);
process.exitCode = broken > 0 || total.passed === 0 ? 1 : 0;
