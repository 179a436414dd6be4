import { expect } from "vitest";
import type { DagResult } from "../../packages/adp/src/engine/index.ts";
import type { Finished } from "../../packages/adp/src/kernel/process.ts";
import { document } from "./adp.ts";

/** Runs `adp dev WORDS` for a datakit of the flights. */
export type Dev = (...words: string[]) => Promise<Finished>;

/** What a command that has to succeed printed. */
export async function works(dev: Dev, ...words: string[]): Promise<string> {
  const finished = await dev(...words);
  expect(finished.code, finished.stdout + finished.stderr).toBe(0);
  return finished.stdout;
}

/** Runs the DAG that chains extract, merge, dbt and Spark on two months: the three agree to the row and the minute. */
export async function checkToolsAgree(dev: Dev): Promise<void> {
  const ran = await dev("run", "nyc_flights_tools", "--json");
  expect(ran.code, ran.stdout + ran.stderr).toBe(0);
  expect(document<DagResult>(ran)).toMatchObject({ state: "success" });
  const sums =
    "select count(*), sum(flights), sum(departure_delay_minutes), sum(arrival_delay_minutes) from SCHEMA.delays_by_carrier_month";
  const [sql, ...tools] = await Promise.all(
    ["gold", "dbt", "spark"].map((schema) => works(dev, "sql", sums.replace("SCHEMA", schema))),
  );
  // January lacks the day at LaGuardia that day two delivers.
  expect(sql).toMatch(/\b31\b.*\b51\d{3}\b/s);
  expect(tools).toEqual([sql, sql]);
  expect(await works(dev, "logs", "spark_delays")).toContain("spark ok: delays.py ended");
}
