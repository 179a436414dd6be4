import { expect, test } from "vitest";
import { unpausedLine } from "./run.ts";
import { warehouseLine } from "./start.ts";

test("the warehouse's address can be typed, also where its folder has spaces", () => {
  const passwordFile = "/home/me/my kits/a-datakit/.adp/run/pgpass";
  const line = warehouseLine({ host: "h", port: 1, user: "u", database: "d", passwordFile });
  expect(line).toBe(`PGPASSFILE='${passwordFile}' psql -h h -p 1 -U u d`);
});

test("a DAG that was unpaused: its schedule, and how to end it, where it has one", () => {
  expect(unpausedLine("d", undefined)).not.toMatch(/schedule/);
  expect(unpausedLine("d", "At 00:00")).toMatch(/\(At 00:00\).* dev airflow dags pause d /);
});
