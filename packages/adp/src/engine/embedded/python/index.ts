export { type AirflowOptions, hasAirflow, type PreparedAirflow, prepareAirflow } from "./environment.ts";
export { type InstallOptions, installInto } from "./install.ts";
export { findPython } from "./interpreter.ts";
export { pythonTool } from "./tool.ts";
