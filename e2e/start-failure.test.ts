// An Airflow that cannot start: the reason at once, and no process left behind.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adp, processesOf, scratch } from "./world/adp.ts";

const world = scratch("fail");
const kit = join(world.folder, "fail-datakit");
const run = join(kit, ".adp", "run");

beforeAll(async () => {
  expect((await adp(["datakit", "new", "fail"], { cwd: world.folder })).code).toBe(0);
});
afterAll(async () => {
  await adp(["dev", "stop"], { cwd: kit });
  world.close();
});

test("a setting in .env that a service cannot live with: ADP-AF-002 shows the service's own last lines", async () => {
  writeFileSync(join(kit, ".env"), "AIRFLOW__CORE__EXECUTOR=no.such.Executor\n");
  const finished = await adp(["dev", "start"], { cwd: kit });
  expect(finished.code).toBe(2);
  expect(finished.stderr).toMatch(/ADP-AF-00[12][\s\S]*no\.such/);
  expect(processesOf(run)).toEqual([]);
});

test("a metadata database that refuses: ADP-AF-001 shows Airflow's own words", async () => {
  writeFileSync(
    join(kit, ".env"),
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=postgresql+psycopg2://nobody@127.0.0.1:9/none\n",
  );
  const finished = await adp(["dev", "start"], { cwd: kit });
  expect(finished.code).toBe(2);
  expect(finished.stderr).toMatch(/ADP-AF-001[\s\S]*onnection refused/);
  expect(processesOf(run)).toEqual([]);
});

test("and without the mistake it starts", async () => {
  writeFileSync(join(kit, ".env"), "");
  const finished = await adp(["dev", "start"], { cwd: kit });
  expect(finished.code, finished.stderr).toBe(0);
});
