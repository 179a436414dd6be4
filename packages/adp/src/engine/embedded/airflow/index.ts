export type { ImportFailure, Task } from "./answers.ts";
export { AirflowApi } from "./api.ts";
export { ADMIN, airflowCfg, fernetKey, passwordsFile, signingKey } from "./config.ts";
export { unhealthy, waitForHealth } from "./health.ts";
export { type DagResult, RunFailed, runDag } from "./run.ts";
export { services } from "./services.ts";
export { readable, readableLog } from "./task-log.ts";
export { instance, logsOf, newerRun, type WrittenLog, writtenLogs } from "./written-logs.ts";
