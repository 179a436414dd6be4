// Runs the project's tests and closes with one line: `N passed, N failed`. A suite is a program with a report of its own;
// this file chooses, starts and adds up.
//   --only NAME,...   rooms or single suites, also those that otherwise run only with CI=true
//   --jobs N          how many suites run side by side
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ProcessFailure } from "../packages/adp/src/kernel/process.ts";
import { lintSuites } from "./suites/lint.ts";
import { bufferedOutput, liveOutput } from "./suites/output.ts";
import { pythonSuites } from "./suites/python.ts";
import { scenarioSuites } from "./suites/scenarios.ts";
import { sideBySide } from "./suites/side-by-side.ts";
import type { Counts, Suite } from "./suites/suite.ts";
import { type Ended, summary, withoutSilentSkips } from "./suites/summary.ts";
import { vitestSuites } from "./suites/typescript.ts";
import { openWarehouse } from "./suites/warehouse.ts";
import { leaveOuterMake } from "./world/lib/index.ts";

leaveOuterMake();

const { only: words, jobs: wantedJobs } = parseArgs({
  options: { only: { type: "string" }, jobs: { type: "string" } },
}).values;
const only = words?.split(",");
const ci = process.env.CI === "true";
const suites: Suite[] = [...lintSuites, ...vitestSuites, ...scenarioSuites, ...pythonSuites];
// The long forms of random tests run only when they are asked for: make soak.
const chosen =
  only === undefined
    ? suites.filter((suite) => suite.room !== "soak" && (ci || suite.ci !== true))
    : suites.filter((suite) => only.includes(suite.room) || only.includes(suite.name));
if (chosen.length === 0) {
  const names = new Set(suites.flatMap(({ room, name }) => (room === "e2e" ? [room, name] : [room])));
  process.stderr.write(`--only takes ${[...names].join(", ")}\n`);
  process.exit(64);
}
// Suites wait for servers and downloads, so that two cores have work for two of them.
const jobs = Number(wantedJobs ?? Math.max(2, Math.floor(availableParallelism() / 2)));

const root = join(import.meta.dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "adp-tests-"));
const warehouse = openWarehouse(root, scratch);
const ended: Ended[] = [];
let interrupted = false;
const stop = new AbortController();
// The suites that run get a Ctrl-C from the terminal themselves.
process.once("SIGINT", () => {
  interrupted = true;
});
process.once("SIGTERM", () => {
  interrupted = true;
  stop.abort();
});

try {
  await sideBySide(chosen, jobs, async (suite) => {
    if (!interrupted) ended.push(await run(suite));
  });
} finally {
  await warehouse.close();
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(summary(ended));
const passed = ended.some(({ counts }) => counts.passed > 0);
const failed = ended.some(({ counts }) => counts.failed > 0);
process.exitCode = interrupted ? 130 : failed || !passed ? 1 : 0;

async function run(suite: Suite): Promise<Ended> {
  const alone = chosen.length === 1 || jobs === 1;
  const output = alone
    ? liveOutput(stop.signal)
    : bufferedOutput(join(scratch, "output"), suite.name, stop.signal);
  if (!alone) process.stdout.write(`-- ${suite.name} begins\n`);
  const started = performance.now();
  output.print(`\n== ${suite.name}\n`);
  let counts: Counts;
  try {
    const { print, passes } = output;
    counts = await suite.run({ root, scratch, warehouseUrl: (name) => warehouse.url(name), print, passes });
  } catch (error) {
    // A suite that could not run at all is a failure, printed with its reason.
    output.print(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    if (error instanceof ProcessFailure) output.print(`${error.tail(20).join("\n")}\n`);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  if (ci) counts = withoutSilentSkips(suite.name, counts);
  const seconds = (performance.now() - started) / 1000;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  output.print(
    `== ${suite.name}: ${counts.passed} passed, ${counts.failed} failed${skipped} in ${seconds.toFixed(1)} s\n`,
  );
  output.close();
  return { suite: suite.name, seconds, counts };
}
