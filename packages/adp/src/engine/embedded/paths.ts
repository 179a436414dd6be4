import { join } from "node:path";

/** Where things lie in a run folder. */
export interface RunPaths {
  readonly home: string;
  readonly postgres: string;
  readonly adminPassword: string;
  /** The warehouse's login in the form of libpq's password file. */
  readonly pgpass: string;
  readonly lock: string;
}

export function pathsOf(runFolder: string): RunPaths {
  return {
    home: join(runFolder, "airflow"),
    postgres: join(runFolder, "postgres"),
    adminPassword: join(runFolder, "admin-password"),
    pgpass: join(runFolder, "pgpass"),
    lock: join(runFolder, "lock"),
  };
}

/**
 * The folder in which Airflow looks for DAGs: that of the one datakit itself, so that Airflow names the files that the
 * user edits, or one with a link to each.
 */
export function dagsFolder(home: string, datakits: readonly string[]): string {
  return join(onlyOne(datakits) ?? home, "dags");
}

/** Airflow's plugins: those of the one datakit. Airflow has a single folder for them, so several datakits have none. */
export function pluginsFolder(home: string, datakits: readonly string[]): string {
  return join(onlyOne(datakits) ?? home, "plugins");
}

function onlyOne([only, ...others]: readonly string[]): string | undefined {
  return others.length === 0 ? only : undefined;
}
