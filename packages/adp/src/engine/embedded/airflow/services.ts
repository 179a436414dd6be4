import { generationOf } from "../lines.ts";

export interface Service {
  readonly name: "scheduler" | "triggerer" | "dag-processor" | "web";
  readonly args: readonly string[];
  /** Its key in the answer of the health endpoint. */
  readonly healthKey: "scheduler" | "triggerer" | "dag_processor" | "metadatabase";
}

/**
 * Airflow's own services, each a process. The log servers of scheduler and triggerer stay off: they would listen on
 * every address, and on one fixed port, so that a second Airflow beside this one would fail.
 */
export function services(line: string): readonly Service[] {
  const web = generationOf(line) === 3 ? "api-server" : "webserver";
  return [
    { name: "web", args: [web], healthKey: "metadatabase" },
    { name: "scheduler", args: ["scheduler", "--skip-serve-logs"], healthKey: "scheduler" },
    { name: "dag-processor", args: ["dag-processor"], healthKey: "dag_processor" },
    { name: "triggerer", args: ["triggerer", "--skip-serve-logs"], healthKey: "triggerer" },
  ];
}

export function healthPath(line: string): string {
  return generationOf(line) === 3 ? "/api/v2/monitor/health" : "/health";
}
