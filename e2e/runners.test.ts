// The operators of the runners on each line of Airflow, and a DAG that runs the real dbt as a process on the embedded
// engine: green, then failed, with the result that the runner wrote.
// @suite ci, 200 s
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { venv } from "./suites/venv.ts";
import { adp, processesOf, root, scratch } from "./world/adp.ts";
import { untilRead } from "./world/engine-checks.ts";
import { testedLines } from "./world/lines.ts";

const world = scratch("runners");
afterAll(() => world.close());

const operators = join(root, "runtime-environments", "operators");

async function datakit(name: string): Promise<string> {
  expect((await adp(["datakit", "new", name, "--into", world.folder])).code).toBe(0);
  return join(world.folder, `${name}-datakit`);
}

test.each(testedLines)("on Airflow %s the process operator keeps its tests", async (line) => {
  const kit = await datakit(`ops-${line.replace(".", "-")}`);
  cpSync(join(operators, "tests", "test_operators.py"), join(kit, "tests", "test_operators.py"));
  const words = ["dev", "test", "--engine", "embedded", "--airflow", line, "tests/test_operators.py"];
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
  const bin = await venv(
    root,
    "dbt-runner",
    join(root, "runtime-environments", "dbt-runner", "requirements.txt"),
  );
  const kit = await datakit("shop");
  const models = join(kit, "dbt", "models");
  mkdirSync(models, { recursive: true });
  writeFileSync(join(kit, "dbt", "dbt_project.yml"), 'name: shop\nversion: "1.0"\nprofile: warehouse\n');
  writeFileSync(join(models, "one.sql"), "select 41 as answer\n");
  writeFileSync(join(models, "two.sql"), 'select answer + 1 as answer from {{ ref("one") }}\n');
  writeFileSync(join(kit, "dags", "dbt_shop.py"), dag(join(bin, "python")));
  const at = { cwd: kit, env: { CI: "true" } };
  const run = (...words: string[]) => adp(["dev", ...words], at);
  try {
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
  } finally {
    await run("stop");
  }
  expect(processesOf(join(kit, ".adp", "run"))).toEqual([]);
});
