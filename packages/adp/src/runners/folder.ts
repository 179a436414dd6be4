import { join } from "node:path";
import { act } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { nearest } from "../kernel/nearest.ts";
import type { Tool } from "../layer1/index.ts";
import { errors } from "./errors.ts";

/** The runners that have an image, and the program by which `verify` sees that the tool is whole. */
const runners = {
  dbt: {
    tool: "dbt with PostgreSQL",
    asks: [
      "/opt/dbt/bin/python",
      "-c",
      "import dbt.cli.main, dbt.adapters.postgres, psycopg2, importlib.metadata as m; print(m.version('dbt-core'))",
    ],
    reaches: ["apt", "pip"],
  },
  spark: {
    tool: "Spark with PostgreSQL and SQL Server by JDBC",
    // Java's own words are on stderr, and this starts no JVM but to say its version.
    asks: [
      "/opt/spark/bin/python",
      "-c",
      "import pathlib, subprocess, pyspark; jars = pathlib.Path(pyspark.__file__).parent / 'jars'; subprocess.run(['java', '-version'], check=True); assert list(jars.glob('postgresql-*')) and list(jars.glob('mssql-jdbc-*')); print(pyspark.__version__)",
    ],
    reaches: ["apt", "pip", "maven"],
  },
  sqlserver: {
    tool: "SQL Server by Microsoft's driver",
    asks: ["/opt/sqlserver/bin/python", "/opt/runner/sqlserver-runner/run_sqlserver.py", "driver"],
    reaches: ["apt", "pip"],
  },
} as const;

type RunnerName = keyof typeof runners;

export interface Runner {
  readonly name: string;
  /** dbt-runner: the folder, and the image without a tag. */
  readonly image: string;
  readonly tool: string;
  readonly asks: readonly string[];
  /** The tools of its build that ask a host. */
  readonly reaches: readonly Tool[];
  readonly root: string;
  /** The build context, which all runners share. */
  readonly context: string;
  readonly dockerfile: string;
  /** What decides what the image becomes. */
  readonly inputs: readonly string[];
}

export const runnerNames = Object.keys(runners) as RunnerName[];

export function runnerOf(name: string, root = platformRoot()): Runner {
  const known = runnerNames.find((one) => one === name || `${one}-runner` === name);
  if (known === undefined)
    throw new AdpError(errors.NO_RUNNER, {
      what: `There is no runner ${name}.`,
      next: [
        act(`name one of: ${runnerNames.join(", ")}`, `nearest: ${nearest(name, runnerNames) ?? "dbt"}`),
      ],
    });
  const context = join(root, "runtime-environments");
  const own = join(context, `${known}-runner`);
  return {
    ...{ ...runners[known], name: known, image: `${known}-runner`, root, context },
    dockerfile: join(own, "Dockerfile"),
    inputs: [
      ...["build", join("supervisor", "adp_supervisor"), join("supervisor", "__main__.py")].map((part) =>
        join(context, part),
      ),
      own,
      ...["apt-install.sh", "pip.sh", "no-clear-logins"].map((part) =>
        join(root, "layer1-base-image", "build", part),
      ),
      ...["apt", "certificates"].map((part) => join(root, "layer1-base-image", "config", part)),
    ],
  };
}
