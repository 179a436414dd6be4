import { defineError, Exit } from "../../../kernel/errors.ts";

export const AF_MIGRATE = defineError(
  "ADP-AF-001",
  Exit.platform,
  "Airflow could not prepare its metadata database.",
);
export const AF_DIED = defineError(
  "ADP-AF-002",
  Exit.platform,
  "A service of Airflow ended while it was starting.",
);
export const AF_SLOW = defineError("ADP-AF-003", Exit.platform, "Airflow did not become healthy in time.");
export const AF_API = defineError("ADP-AF-004", Exit.platform, "Airflow's API refused a request.");
export const DAG_BROKEN = defineError("ADP-DAG-001", Exit.job, "A DAG file cannot be imported.");
export const DAG_UNKNOWN = defineError("ADP-DAG-002", Exit.job, "Airflow knows no such DAG.");
export const DAG_FAILED = defineError("ADP-DAG-003", Exit.job, "The DAG run failed.");
export const DAG_SLOW = defineError("ADP-DAG-004", Exit.job, "The DAG run did not end in time.");
