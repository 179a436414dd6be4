// An Airflow that cannot start: the reason at once, and no process left behind.
// @suite ci, 80 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adp, document, processesOf, scratch } from "./world/adp.ts";
import { untilRead } from "./world/engine-checks.ts";

const world = scratch("fail");
const kit = join(world.folder, "fail-datakit");
const run = join(kit, ".adp", "run");

beforeAll(async () => {
  expect((await adp(["datakit", "new", "fail"], { cwd: world.folder })).code).toBe(0);
  // The line whose administrator is made by a program of its own, beside the services; and a file named like a module
  // of Python that Airflow imports.
  writeFileSync(join(kit, ".airflow-version"), "2.9\n");
  writeFileSync(join(kit, "dags", "sched.py"), "# no dag of airflow\nraise SystemExit\n");
  // Airflow 2 has its own API for pools; this pool it has from the beginning.
  writeFileSync(
    join(kit, "airflow_settings.yaml"),
    "airflow: {pools: [{pool_name: default_pool, pool_slot: 64}]}\n",
  );
});
afterAll(async () => {
  await adp(["dev", "stop"], { cwd: kit });
  world.close();
});

test("a setting in .env that a service cannot live with: ADP-AF-002 shows the service's own last lines", async () => {
  writeFileSync(join(kit, ".env"), "AIRFLOW__CORE__EXECUTOR=no.such.Executor\n");
  const finished = await adp(["dev", "start", "--engine", "embedded", "--json"], { cwd: kit });
  expect(finished.code).toBe(2);
  expect(document(finished)).toMatchObject({ error: { code: expect.stringMatching(/^ADP-AF-00[12]$/) } });
  expect(finished.stderr).toMatch(/ADP-AF-00[12][\s\S]*no\.such/);
  expect(finished.stderr).not.toMatch(/^ +at .*\.mjs/m);
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

test("and without the mistake it starts, on the line that the datakit names", async () => {
  writeFileSync(join(kit, ".env"), "");
  const finished = await adp(["dev", "start"], { cwd: kit });
  expect(finished.code, finished.stderr).toBe(0);
  const pools = await adp(["dev", "airflow", "pools", "list", "-o", "plain"], { cwd: kit });
  expect(pools.stdout).toMatch(/^default_pool +64/m);
});

test("a datakit moves to another line by what start says, and the warehouse keeps its tables", async () => {
  const fill = "create table kept (n int); insert into kept values (7)";
  expect((await adp(["dev", "sql", fill], { cwd: kit })).code).toBe(0);
  writeFileSync(join(kit, ".airflow-version"), "3.3\n");
  const refused = await adp(["dev", "start"], { cwd: kit });
  expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining("ADP-RUN-005")]);
  const words = / (dev restart --airflow 3\.3)$/m.exec(refused.stderr)?.[1]?.split(" ") ?? [];
  const moved = await adp(words, { cwd: kit });
  expect(moved.code, moved.stderr).toBe(0);
  await untilRead((...words) => adp(["dev", ...words], { cwd: kit }), ["fail_example"]);
  expect(document(await adp(["dev", "status", "--json"], { cwd: kit }))).toMatchObject({
    ...{ state: "healthy", line: "3.3" },
    dags: { dags: [{ dag: "fail_example", paused: true }] },
  });
  const sql = await adp(["dev", "sql", "select n from kept", "--json"], { cwd: kit });
  expect(document(sql)).toMatchObject([{ rows: [["7"]] }]);
});
