import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseEnv } from "node:util";
import { uri } from "./postgres/index.ts";
import type { Settings } from "./state.ts";

/** Variables of the user's shell that would lead Airflow or Python elsewhere. */
const foreign =
  /^(AIRFLOW_HOME|AIRFLOW_CONFIG|AIRFLOW__|AIRFLOW_CONN_|PYTHON(HOME|PATH)|VIRTUAL_ENV|CONDA_|GUNICORN_CMD_ARGS$|PG[A-Z]+$)/;

interface AirflowEnvironment {
  readonly settings: Settings;
  readonly airflowHome: string;
  readonly venvBin: string;
  readonly datakits: readonly string[];
  /** A folder with the packages of the datakits' requirements.txt, where there are any. */
  readonly packages: string | undefined;
  /** Variables for the DAGs, above those of the datakits' .env files. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * The environment of every process of Airflow: the user's own without what leads elsewhere, the datakits' .env, and
 * the connection `warehouse`. A datakit's root and its dags/ are importable, as in the Runtime's image.
 */
export function airflowEnvironment(options: AirflowEnvironment): Record<string, string> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
    ),
  );
  const { settings } = options;
  return {
    ...inherited,
    ...Object.assign({}, ...options.datakits.map(dotEnv)),
    ...options.variables,
    PATH: [options.venvBin, process.env.PATH ?? ""].join(delimiter),
    PYTHONPATH: [
      ...options.datakits.flatMap((folder) => [folder, join(folder, "dags")]),
      ...(options.packages === undefined ? [] : [options.packages]),
    ].join(delimiter),
    PYTHONUNBUFFERED: "1",
    // The installed packages are compiled already; nothing is written into the sources of a datakit or this clone.
    PYTHONDONTWRITEBYTECODE: "1",
    AIRFLOW_HOME: options.airflowHome,
    AIRFLOW_CONN_WAREHOUSE: uri({
      port: settings.postgresPort,
      role: "warehouse",
      password: settings.passwords.warehouse,
    }),
    // From 25 on gunicorn listens on a socket in the home folder, the same for every Airflow; 23 does not know the word.
    ...(settings.line === "2.11" ? { GUNICORN_CMD_ARGS: "--no-control-socket" } : {}),
    // A forked Python on macOS dies in system libraries without these (Airflow's own documentation).
    ...(process.platform === "darwin" ? { OBJC_DISABLE_INITIALIZE_FORK_SAFETY: "YES", no_proxy: "*" } : {}),
    ...(process.platform === "linux"
      ? { no_proxy: withLoopback(inherited.no_proxy ?? inherited.NO_PROXY) }
      : {}),
  };
}

/** A company's proxy must not be asked for Airflow's own services on this machine. */
function withLoopback(list: string | undefined): string {
  return [...(list ? [list] : []), "127.0.0.1", "localhost"].join(",");
}

function dotEnv(folder: string): NodeJS.Dict<string> {
  const file = join(folder, ".env");
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}
