import { readFileSync } from "node:fs";
import { join } from "node:path";
import { again, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { platformRoot } from "../kernel/home.ts";
import { parseJson } from "../kernel/json.ts";

const schema = z.object({
  repository: z.string(),
  charts: z.array(
    z.object({
      version: z.string(),
      /** Of the published archive, where it has been seen. */
      sha256: z.optional(z.string()),
      airflow: z.array(z.string()),
      /** The oldest Helm that renders it. */
      helm: z.string(),
    }),
  ),
});
type ChartTable = z.output<typeof schema>;

/** Which version of the chart takes which Airflow; packages/adp/data/layer3/charts.json. */
export function chartTable(root = platformRoot()): ChartTable {
  const path = join(root, "packages", "adp", "data", "layer3", "charts.json");
  return parseJson(readFileSync(path, "utf8"), schema, {
    from: path,
    next: [run(shell`git checkout ${path}`, "restores it"), again],
  });
}

/** The chart for an Airflow version such as 3.3.2; undefined where the table has none. */
export function chartFor(airflow: string, table = chartTable()): ChartTable["charts"][number] | undefined {
  return table.charts.find((chart) => chart.airflow.includes(line(airflow)));
}

/** Whether a chart takes an Airflow; undefined for a chart that the table does not know. */
export function takesAirflow(version: string, airflow: string, table = chartTable()): boolean | undefined {
  return table.charts.find((chart) => chart.version === version)?.airflow.includes(line(airflow));
}

function line(airflow: string): string {
  return airflow.split(".").slice(0, 2).join(".");
}
