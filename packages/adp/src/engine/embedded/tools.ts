import { requireOwnEngine } from "./folder-failure.ts";
import type { EmbeddedOptions } from "./options.ts";
import { preparePackages } from "./packages.ts";
import { preparePostgres } from "./postgres/index.ts";
import { type PreparedAirflow, prepareAirflow } from "./python/index.ts";

/** What is installed for a run folder. */
export interface Tools {
  readonly airflow: PreparedAirflow;
  readonly postgres: Awaited<ReturnType<typeof preparePostgres>>;
  /** A folder with the packages of the datakits' requirements.txt, where there are any. */
  readonly packages: string | undefined;
}

/** Installs what is missing: Airflow, PostgreSQL, and the datakits' packages. */
export async function prepareTools(options: EmbeddedOptions, line: string): Promise<Tools> {
  const { engineFolder, progress, python, signal, runFolder, datakits } = options;
  requireOwnEngine(engineFolder);
  const common = { engineFolder, ...(signal === undefined ? {} : { signal }) };
  const onDetail = (text: string) => progress.detail(text);
  const [airflow, postgres] = await progress.step(
    `Airflow ${line} and PostgreSQL 18, installed once`,
    (clock) =>
      Promise.all([
        prepareAirflow({ ...common, clock, line, python, onDetail }),
        preparePostgres({ ...common, clock, onDetail }),
      ]),
    { unlessIdle: true },
  );
  const packages = await progress.step(
    "The packages of requirements.txt",
    (clock) => preparePackages({ ...common, clock, airflow, runFolder, datakits }),
    { unlessIdle: true },
  );
  return { airflow, postgres, packages };
}
