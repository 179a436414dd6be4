// Started by small-disk.ts in a namespace of its own: prepares an Airflow and prints the error that comes of it.
import { AdpError } from "../../../../kernel/errors.ts";
import { BareClock } from "../../../../kernel/progress.ts";
import { type AirflowOptions, prepareAirflow } from "../environment.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as Omit<AirflowOptions, "clock">;
try {
  await prepareAirflow({ ...options, clock: new BareClock() });
  process.stdout.write('answer:{"code":"none","next":[]}\n');
} catch (error) {
  if (!(error instanceof AdpError)) throw error;
  process.stdout.write(`answer:${JSON.stringify(error)}\n`);
}
