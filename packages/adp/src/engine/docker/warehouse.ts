import { join } from "node:path";
import { EnvFileMistake, parseEnvFile } from "../../kernel/env-file.ts";
import { readIfPresent } from "../../kernel/files.ts";
import { platformRoot } from "../../kernel/home.ts";
import { openOutput } from "../../kernel/output.ts";
import type { Progress } from "../../kernel/progress.ts";
import { prepareForDatakit, TicketSharer, WarehouseFiles, warehouseStatus } from "../../platform/index.ts";
import { readAirflowSettings, SETTINGS_FILE } from "../embedded/airflow-settings.ts";
import type { Warehouse } from "../embedded/status.ts";

const variable = "AIRFLOW_CONN_WAREHOUSE";

/** The platform of this clone, as far as datakits on Docker need it. */
export function platformFor(progress: Progress, signal?: AbortSignal): TicketSharer {
  return new TicketSharer({
    root: platformRoot(),
    output: { ...openOutput({ json: true }), note: (line) => progress.note(line) },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A warehouse that is being started. Both promises fail where it does not start. */
export interface StartingWarehouse {
  /** Airflow may be started: it will find the warehouse under its name. */
  readonly named: Promise<void>;
  readonly ready: Promise<void>;
  /** @throws what `ready` has failed with by now */
  readonly check: () => void;
}

/** Starts the warehouse where this datakit needs the platform's, and says which of several names of one counts. */
export function startWarehouse(platform: TicketSharer, datakit: string): StartingWarehouse {
  let onNamed = () => {};
  const isNamed = new Promise<void>((resolve) => {
    onNamed = resolve;
  });
  const ready = prepareWarehouse(platform, datakit, onNamed);
  const named = Promise.race([isNamed, ready]);
  let failure: unknown;
  // Both fail together, and each may have nobody who waits for it yet.
  for (const one of [named, ready])
    one.catch((error: unknown) => {
      failure = error;
    });
  const check = () => {
    if (failure !== undefined) throw failure;
  };
  return { named, ready, check };
}

async function prepareWarehouse(platform: TicketSharer, datakit: string, onNamed: () => void): Promise<void> {
  const own = ownWarehouse(datakit);
  const inSettings = variable in readAirflowSettings(datakit).variables;
  await prepareForDatakit(platform, { warehouse: own === undefined && !inSettings, onNamed });
  const named = new WarehouseFiles().named();
  if (inSettings && own === undefined && named !== undefined)
    platform.output.note(
      `The connection warehouse from ${join(datakit, SETTINGS_FILE)} is not used: the platform names ${named}. WAREHOUSE=none in platform-bootstrap/.env leaves it to the datakits.`,
    );
}

/** What names this datakit's warehouse before the platform does; undefined where nothing does. */
function ownWarehouse(datakit: string, shell: NodeJS.ProcessEnv = process.env): string | undefined {
  if (dotEnv(datakit)[variable] !== undefined) return ".env";
  return shell[variable] ? "the shell" : undefined;
}

function dotEnv(datakit: string): Record<string, string> {
  try {
    return parseEnvFile(readIfPresent(join(datakit, ".env")) ?? "");
  } catch (error) {
    // Compose reads the same file and names the line.
    if (error instanceof EnvFileMistake) return {};
    throw error;
  }
}

/** The local warehouse, where it runs and this datakit uses it. */
export async function localWarehouse(
  platform: TicketSharer,
  datakit: string,
): Promise<Warehouse | undefined> {
  if (ownWarehouse(datakit) !== undefined) return undefined;
  return (await warehouseStatus(platform)).address;
}
