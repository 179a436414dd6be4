import { writeAtomic } from "../../kernel/files.ts";
import { ADMIN, type AirflowApi } from "./airflow/index.ts";
import { pathsOf } from "./paths.ts";
import type { Settings } from "./state.ts";
import { type Dags, dagsOf, type EngineName, type Warehouse, warehouseOf } from "./status.ts";

export interface Address {
  readonly engine: EngineName;
  readonly line: string;
  readonly url: string;
  readonly user: string;
  readonly passwordFile: string;
  /** Undefined where another program than adp keeps it, or nobody named one. */
  readonly warehouse: Warehouse | undefined;
  readonly dags: Dags | undefined;
}

/** Where Airflow and the warehouse are; writes their passwords where the user finds them, in files of mode 0600. */
export async function writeAddress(runFolder: string, settings: Settings, api: AirflowApi): Promise<Address> {
  const { webPort, postgresPort, passwords } = settings;
  const { adminPassword, pgpass } = pathsOf(runFolder);
  writeAtomic(adminPassword, `${passwords.admin.reveal()}\n`);
  writeAtomic(pgpass, `127.0.0.1:${postgresPort}:warehouse:warehouse:${passwords.warehouse.reveal()}\n`);
  return {
    engine: "embedded",
    line: settings.line,
    url: `http://127.0.0.1:${webPort}`,
    user: ADMIN,
    passwordFile: adminPassword,
    warehouse: warehouseOf(runFolder, settings),
    dags: await dagsOf(api),
  };
}
