import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseEnv } from "node:util";
import { platformRoot } from "../../kernel/home.ts";
import { readAirflowSettings } from "./airflow-settings.ts";
import { uri } from "./postgres/index.ts";
import type { Settings } from "./state.ts";

/**
 * The variables of the user's shell that Airflow's processes get. No other one reaches a service, a DAG or a task; a DAG's
 * own variables belong in the datakit's .env.
 */
const inherited =
  /^(HOME|USER|LOGNAME|SHELL|TZ|TMPDIR|LANG|LANGUAGE|LC_[A-Z]+|KRB5[A-Z0-9_]*|(HTTPS?|ALL|NO|FTP)_PROXY|(https?|all|no|ftp)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|LD_LIBRARY_PATH|DYLD_[A-Z_]+|AIRFLOW_(CONN|VAR)_[A-Z0-9_]+)$/i;

/** What a program on the user's terminal gets in addition: pytest, `adp dev exec`. */
const interactive = /^(TERM|COLORTERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CI|EDITOR|PAGER|PYTEST_[A-Z0-9_]+)$/;

/** The connection that the engine itself makes. */
export const WAREHOUSE = "AIRFLOW_CONN_WAREHOUSE";

interface AirflowEnvironment {
  readonly settings: Settings;
  readonly airflowHome: string;
  readonly venvBin: string;
  readonly datakits: readonly string[];
  /** A folder with the packages of the datakits' requirements.txt, where there are any. */
  readonly packages: string | undefined;
  /** Variables for the DAGs, above those of the datakits' .env files. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly shell?: NodeJS.ProcessEnv;
}

/**
 * The environment of every process of Airflow: a list of the shell's variables, connections and variables of
 * airflow_settings.yaml and .env, and the connection `warehouse`. A datakit's root is importable, as in the Runtime's
 * image, and its dags/ behind the standard library.
 */
export function airflowEnvironment(options: AirflowEnvironment): Record<string, string> {
  const shell = taken(inherited, options.shell ?? process.env);
  const { settings, datakits } = options;
  const data = join(platformRoot(), "packages", "adp", "data");
  return {
    ...Object.assign({}, ...datakits.map((folder) => readAirflowSettings(folder).variables)),
    ...Object.assign({}, ...datakits.map(dotEnv)),
    ...shell,
    ...options.variables,
    PATH: [options.venvBin, join(data, "bin"), (options.shell ?? process.env).PATH ?? ""].join(delimiter),
    PYTHONPATH: [
      ...datakits,
      ...(options.packages === undefined ? [] : [options.packages]),
      join(data, "python"),
    ].join(delimiter),
    ADP_DAGS_PATH: datakits.map((folder) => join(folder, "dags")).join(delimiter),
    PYTHONUNBUFFERED: "1",
    // The installed packages are compiled already; nothing is written into the sources of a datakit or this clone.
    PYTHONDONTWRITEBYTECODE: "1",
    AIRFLOW_HOME: options.airflowHome,
    [WAREHOUSE]: uri({
      port: settings.postgresPort,
      role: "warehouse",
      password: settings.passwords.warehouse,
    }),
    // From 25 on gunicorn listens on a socket in the home folder, the same for every Airflow; 23 does not know the word.
    ...(settings.line === "2.11" ? { GUNICORN_CMD_ARGS: "--no-control-socket" } : {}),
    // A forked Python on macOS dies in system libraries without these (Airflow's own documentation).
    ...(process.platform === "darwin" ? { OBJC_DISABLE_INITIALIZE_FORK_SAFETY: "YES", no_proxy: "*" } : {}),
    ...(process.platform === "linux" ? { no_proxy: withLoopback(shell.no_proxy ?? shell.NO_PROXY) } : {}),
  };
}

/** What a program on the user's terminal gets in addition to Airflow's environment. */
export function terminalVariables(shell: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return taken(interactive, shell);
}

function taken(names: RegExp, shell: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shell).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && names.test(entry[0]),
    ),
  );
}

/** A company's proxy must not be asked for Airflow's own services on this machine. */
function withLoopback(list: string | undefined): string {
  return [...(list ? [list] : []), "127.0.0.1", "localhost"].join(",");
}

/** A datakit's .env. */
export function dotEnv(folder: string): NodeJS.Dict<string> {
  const file = join(folder, ".env");
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}
