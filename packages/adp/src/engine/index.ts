export type { Address, DagResult, Status } from "./embedded/engine.ts";
export { EmbeddedEngine } from "./embedded/engine.ts";
export type { AirflowInstance, Tools } from "./embedded/instance.ts";
export { type AirflowLine, airflowLines } from "./embedded/lines.ts";
export { postgresVersion } from "./embedded/postgres/index.ts";
export { installInto } from "./embedded/python/index.ts";
export { demoProject, engineFolder, findProject, type Project } from "./project.ts";
export { formatSql, runSql, sqlPrompt } from "./sql.ts";
