import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Daemons } from "../../kernel/daemon.ts";
import { AdpError } from "../../kernel/errors.ts";
import { listenerOn } from "../../kernel/listener.ts";
import { type AirflowApi, services, unhealthy } from "./airflow/index.ts";
import { pathsOf } from "./paths.ts";
import { startedSince } from "./started.ts";
import type { Settings } from "./state.ts";

/** How another client reaches the warehouse. */
export interface Warehouse {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** For PGPASSFILE: the password in libpq's form, in a file of mode 0600. */
  readonly passwordFile: string;
}

export interface Dags {
  readonly dags: readonly { dag: string; paused: boolean }[];
  /** `reason`: the last line of the traceback. */
  readonly importErrors: readonly { file: string; reason: string }[];
}

/** Which engine runs a datakit. */
export type EngineName = "embedded" | "docker";

export interface Status {
  readonly engine: EngineName;
  readonly state: "stopped" | "starting" | "unhealthy" | "healthy";
  readonly line: string | undefined;
  readonly url: string | undefined;
  readonly services: readonly { name: string; pid: number; running: boolean; healthy: boolean }[];
  readonly warehouse: Warehouse | undefined;
  /** What Airflow has read so far; undefined while it does not answer. */
  readonly dags: Dags | undefined;
  /** What is wrong beside the services, in words. */
  readonly problems: readonly string[];
}

export function warehouseOf(runFolder: string, settings: Settings): Warehouse {
  return {
    host: "127.0.0.1",
    port: settings.postgresPort,
    database: "warehouse",
    user: "warehouse",
    passwordFile: pathsOf(runFolder).pgpass,
  };
}

/** What Airflow has read. Undefined while it does not answer. */
export async function dagsOf(api: AirflowApi): Promise<Dags | undefined> {
  try {
    const [dags, failures] = await Promise.all([api.dags(), api.importFailures()]);
    return {
      dags: dags.map(({ dag, paused }) => ({ dag, paused })).sort((a, b) => a.dag.localeCompare(b.dag)),
      importErrors: failures.map(({ file, trace }) => ({
        file,
        reason: trace.trim().split("\n").at(-1) ?? "",
      })),
    };
  } catch (error) {
    // Stopped in this moment, or not healthy: the services say so.
    if (error instanceof AdpError) return undefined;
    throw error;
  }
}

interface Look {
  readonly runFolder: string;
  readonly settings: Settings;
  readonly daemons: Daemons;
  readonly api: AirflowApi;
}

/** What runs, and whether it is healthy. A service whose port another program has is not. */
export async function statusOf({ runFolder, settings, daemons, api }: Look): Promise<Status> {
  const recorded = daemons.recorded();
  const running = (name: string) => daemons.alive(name) !== undefined;
  const owns = async (name: string, port: number) =>
    running(name) && (await listenerOn(port, daemons.family([name]).keys())) === "ours";
  const webIsOurs = await owns("web", settings.webPort);
  const sick = new Set(
    webIsOurs ? await unhealthy(settings.line, api) : services(settings.line).map((service) => service.name),
  );
  const databaseIsOurs = await owns("postgres", settings.postgresPort);
  const list = recorded.map(({ name, pid }) => ({
    name,
    pid,
    running: running(name),
    healthy: running(name) && (name === "postgres" ? databaseIsOurs : ![...sick].some((one) => one === name)),
  }));
  const problems = problemsOf(runFolder);
  const dags = webIsOurs ? await dagsOf(api) : undefined;
  const state = list.every((service) => !service.running)
    ? "stopped"
    : sick.size === 0 && list.every((service) => service.healthy) && problems.length === 0
      ? "healthy"
      : list.every((service) => service.running) && problems.length === 0 && isStarting(runFolder)
        ? "starting"
        : "unhealthy";
  return {
    engine: "embedded",
    state,
    line: settings.line,
    url: `http://127.0.0.1:${settings.webPort}`,
    services: list,
    warehouse: running("postgres") ? warehouseOf(runFolder, settings) : undefined,
    dags,
    problems,
  };
}

/** Whether a service was started after the last start that ended well. */
function isStarting(runFolder: string): boolean {
  const records = join(runFolder, "processes");
  const newest = readdirSync(records).map((name) => statSync(join(records, name)).mtimeMs);
  return Math.max(...newest) >= startedSince(runFolder);
}

/** Below this PostgreSQL cannot be relied on to write. */
const LEAST_FREE = 32 * 1024 * 1024;

function problemsOf(runFolder: string): string[] {
  const disk = statfsSync(runFolder);
  const free = disk.bavail * disk.bsize;
  return free < LEAST_FREE
    ? [`The disk of ${runFolder} is full: ${Math.floor(free / 1024 / 1024)} MB are left.`]
    : [];
}

/** When Airflow began to read DAG files, in milliseconds. */
export function readingSince(runFolder: string): number {
  return (
    statSync(join(runFolder, "processes", "dag-processor.json"), { throwIfNoEntry: false })?.mtimeMs ?? 0
  );
}
