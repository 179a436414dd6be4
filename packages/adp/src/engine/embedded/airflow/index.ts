export { AirflowApi, type TaskState } from "./api.ts";
export { ADMIN, airflowCfg, passwordsFile } from "./config.ts";
export { AF_MIGRATE } from "./errors.ts";
export { unhealthy, waitForHealth } from "./health.ts";
export { type DagResult, runDag } from "./run.ts";
export { services } from "./services.ts";
