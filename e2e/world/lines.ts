import { airflowLines } from "../../packages/adp/src/engine/index.ts";

/** The lines of Airflow that a scenario runs on: all with CI=true, else the default one. */
export const testedLines: readonly string[] =
  process.env.CI === "true" ? airflowLines() : airflowLines().slice(0, 1);
