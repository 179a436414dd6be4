export { type AirflowOptions, type PreparedAirflow, prepareAirflow } from "./environment.ts";
export { type InstallOptions, installInto } from "./install.ts";
export { airflowLines } from "./lines.ts";
