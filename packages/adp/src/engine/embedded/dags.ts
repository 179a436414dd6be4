import { readIfPresent } from "../../kernel/files.ts";
import { attempt } from "../../kernel/process.ts";
import type { DagsEnvironment } from "../dags.ts";
import { terminalVariables } from "./environment.ts";
import type { AirflowInstance } from "./instance.ts";

/** The environment of the DAGs as processes of this user. */
export function embeddedDags(airflow: AirflowInstance, datakit: string, scratch: string): DagsEnvironment {
  return {
    python: airflow.tools.airflow.python,
    bin: airflow.tools.airflow.bin,
    scratch,
    run: (argv, { quiet }) =>
      attempt(argv, {
        cwd: datakit,
        env: { ...airflow.environment, ...terminalVariables() },
        bareEnvironment: true,
        ...(quiet ? {} : { inherit: true }),
      }),
    read: async (path) => readIfPresent(path),
  };
}
