// The operators of the runners on each line of Airflow, and a DAG that runs the real dbt as a process on the embedded
// engine: green, then failed, with the result that the runner wrote.
// @suite ci, 200 s
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { venv } from "./suites/venv.ts";
import { adp, processesOf, root, scratch } from "./world/adp.ts";
import { untilRead } from "./world/engine-checks.ts";
import { type Argv, type Service, start, until } from "./world/lib/index.ts";
import { testedLines } from "./world/lines.ts";

const world = scratch("runners");
let shop = "";
const at = () => ({ cwd: shop, env: { CI: "true" } });
const run = (...words: string[]) => adp(["dev", ...words], at());
const services: Service[] = [];
afterAll(async () => {
  for (const service of services) await service.stop();
  if (shop !== "") {
    await run("stop");
    expect(processesOf(join(shop, ".adp", "run"))).toEqual([]);
  }
  world.close();
});

const runtimes = join(root, "runtime-environments");
const operators = join(runtimes, "operators");
const dbtBin = () => venv(root, "dbt-runner", join(runtimes, "dbt-runner", "requirements.txt"));

async function datakit(name: string): Promise<string> {
  expect((await adp(["datakit", "new", name, "--into", world.folder])).code).toBe(0);
  return join(world.folder, `${name}-datakit`);
}

test.each(testedLines)("on Airflow %s the operators keep their tests", async (line) => {
  const kit = await datakit(`ops-${line.replace(".", "-")}`);
  const files = ["test_operators.py"];
  if (line === "3.3") {
    appendFileSync(join(kit, "requirements.txt"), "apache-airflow-providers-cncf-kubernetes==10.25.0\n");
    files.push("test_kubernetes.py");
  }
  for (const file of files) cpSync(join(operators, "tests", file), join(kit, "tests", file));
  const tests = files.map((file) => `tests/${file}`);
  const words = ["dev", "test", "--engine", "embedded", "--airflow", line, ...tests];
  const finished = await adp(words, { cwd: kit, env: { CI: "true" } });
  expect(finished.code, finished.stdout + finished.stderr).toBe(0);
  expect(finished.stdout).toMatch(/\d+ passed/);
  expect(finished.stdout).not.toMatch(/skipped/);
  expect(processesOf(join(kit, ".adp", "run"))).toEqual([]);
});

const dag = (python: string) => `"""Runs dbt as a process beside Airflow."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from adp_runners import Runner, RunnerProcessOperator

try:
    from airflow.sdk import dag
except ImportError:
    from airflow.decorators import dag

PROJECT = str(Path(__file__).resolve().parent.parent / "dbt")


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, default_args={"retries": 0})
def dbt_shop() -> None:
    environment = {"ADP_RUNNER_DBT_PYTHON": "${python}", "ADP_RUNNER_DBT_SCHEMA": "shop"}
    build = Runner("dbt", ["dbt", "build"], environment=environment)
    RunnerProcessOperator(task_id="build", runner=build, folder=PROJECT)


dbt_shop()
`;

test("a DAG runs dbt as a process: the models are there, and a model that fails fails the task with its code", async () => {
  const bin = await dbtBin();
  shop = await datakit("shop");
  const models = join(shop, "dbt", "models");
  mkdirSync(models, { recursive: true });
  writeFileSync(join(shop, "dbt", "dbt_project.yml"), 'name: shop\nversion: "1.0"\nprofile: warehouse\n');
  writeFileSync(join(models, "one.sql"), "select 41 as answer\n");
  writeFileSync(join(models, "two.sql"), 'select answer + 1 as answer from {{ ref("one") }}\n');
  writeFileSync(join(shop, "dags", "dbt_shop.py"), dag(join(bin, "python")));
  const started = await run("start", "--engine", "embedded", "--airflow", "3.3");
  expect(started.code, started.stderr).toBe(0);
  await untilRead(run, ["dbt_shop"]);
  const green = await run("run", "dbt_shop");
  expect(green.code, green.stdout + green.stderr).toBe(0);
  expect((await run("sql", "select answer from shop.two")).stdout).toContain("42");
  expect((await run("logs", "build")).stdout).toContain("dbt ok: 2 success");

  writeFileSync(join(models, "two.sql"), "select 1 / 0 as answer from no_such_table\n");
  const red = await run("run", "dbt_shop");
  expect(red.code).toBe(1);
  expect(red.stdout + red.stderr).toContain("RNR-030");
});

/** dbt under the supervisor on one model, in the warehouse of the datakit that runs. */
async function builds(name: string, model: string, spoil: (address: URL) => void = () => {}) {
  const folder = join(world.folder, name);
  mkdirSync(join(folder, "models"), { recursive: true });
  writeFileSync(join(folder, "dbt_project.yml"), 'name: shop\nversion: "1.0"\nprofile: warehouse\n');
  writeFileSync(join(folder, "models", `${name}.sql`), `{{ config(materialized="table") }} ${model}\n`);
  const print = "import os; print(os.environ['AIRFLOW_CONN_WAREHOUSE'])";
  const address = new URL((await run("exec", "python", "-c", print)).stdout.trim());
  spoil(address);
  const result = join(folder, "result", "return.json");
  const argv: Argv = ["python3", "-S", "-E", join(runtimes, "supervisor"), "dbt", "build"];
  // One that is killed leaves its own folder of temporary files.
  const env = {
    ...{ ADP_RUNNER_DBT_PYTHON: join(await dbtBin(), "python"), ADP_RUNNER_RESULT: result },
    TMPDIR: world.folder,
  };
  const service = start(argv, join(folder, "log"), {
    cwd: folder,
    env: { ...env, AIRFLOW_CONN_WAREHOUSE: address.href, ADP_RUNNER_GRACE: "60" },
  });
  services.push(service);
  return { service, result: () => JSON.parse(readFileSync(result, "utf8")) as object };
}

const sleeping = async () =>
  (
    await run(
      "sql",
      "select 'sleeping: ' || count(*) from pg_stat_activity where query like '%pg_sleep(6%' and pid <> pg_backend_pid()",
    )
  ).stdout;

test.each<[string, string, (address: URL) => void, object]>([
  [
    "a database that goes away during the work",
    "select pg_terminate_backend(pg_backend_pid()) as gone",
    () => {},
    { state: "platform", exit: 2, reason: { code: "RNR-022" } },
  ],
  [
    "a login that the database refuses",
    "select 1 as one",
    (address) => {
      address.password = "not-the-password-8";
    },
    { state: "credential", exit: 77, reason: { code: "RNR-015" } },
  ],
])("the real dbt: %s", async (words, model, spoil, expected) => {
  const { service, result } = await builds(words.split(" ")[1] ?? "", model, spoil);
  await until("the end", () => service.ended());
  expect(result(), service.output()).toMatchObject(expected);
  expect(service.output()).not.toContain("not-the-password-8");
});

test.each<[string, NodeJS.Signals, object]>([
  ["cancelled", "SIGTERM", { state: "cancelled", exit: 143 }],
  ["killed", "SIGKILL", { state: "started" }],
])("the real dbt %s: the result is true, and no query is left", async (name, signal, expected) => {
  const { service, result } = await builds(name, "select 1 as id, pg_sleep(600)::text as t");
  await until("the query", async () => (await sleeping()).includes("sleeping: 1"), { service });
  process.kill(service.pid, signal);
  await until("the end", () => service.ended());
  expect(result(), service.output()).toMatchObject(expected);
  await until("the query's end", async () => (await sleeping()).includes("sleeping: 0"));
});
