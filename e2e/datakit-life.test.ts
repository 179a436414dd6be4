// A datakit that the real cookiecutter made from version 1 of a fork's template, taken through two later versions and from
// Airflow 2.11 to 3.3, with its own edits kept and its tests green on both.
// @suite ci, 120 s
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkDatakit, updateDatakit } from "../packages/adp/src/datakit/index.ts";
import { run } from "../packages/adp/src/kernel/process.ts";
import { venv } from "./suites/venv.ts";
import { adp, processesOf, root, scratch } from "./world/adp.ts";

const world = scratch("life");
afterAll(() => world.close());
const fork = join(world.folder, "fork");
const template = join(fork, "cookiecutter-layer2-datakit");
const inTemplate = join(template, "{{cookiecutter.datakit_name}}-datakit");
const kit = join(world.folder, "orders-datakit");

const git = (folder: string, ...words: string[]) =>
  run(["git", "-c", "user.name=A", "-c", "user.email=a@example.com", ...words], { cwd: folder });

async function commit(folder: string, message: string): Promise<void> {
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--message", message);
}

function change(file: string, from: RegExp, to: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(from, to);
  expect(after, file).not.toBe(before);
  writeFileSync(file, after);
}

async function release(version: string): Promise<void> {
  writeFileSync(join(template, "VERSION"), `${version}\n`);
  await commit(fork, version);
}

/** As people wrote DAGs for Airflow 2. */
const ours = `from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.dummy import DummyOperator

with DAG(
    "orders_nightly",
    schedule_interval="@daily",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    tags=["orders"],
    default_args={"retries": 2},
) as dag:
    DummyOperator(task_id="begin") >> BashOperator(task_id="say", bash_command="echo {{ ds }}")
`;

async function testsPass(line: string): Promise<void> {
  const done = await adp(["dev", "test"], { cwd: kit, env: { CI: "true" } });
  expect(done.code, done.stdout + done.stderr).toBe(0);
  expect(done.stdout).toMatch(/\d+ passed/);
  expect(done.stdout).not.toMatch(/skipped|failed/);
  const version = await adp(["dev", "airflow", "version"], { cwd: kit });
  expect(version.stdout.trim().split("\n").at(-1)).toMatch(new RegExp(`^${line}\\.`));
  expect(processesOf(join(kit, ".adp", "run"))).toEqual([]);
}

test("version 1 on Airflow 2.11 becomes version 2 on Airflow 3.3", async () => {
  const bin = await venv(root, "tools", join(root, "e2e", "requirements", "tools.txt"));
  cpSync(join(root, "cookiecutter-layer2-datakit"), template, { recursive: true });
  await git(world.folder, "init", "--quiet", fork);
  await release("1.0.0");
  const answers = ["datakit_name=orders", "_airflow_major=2"];
  await run([join(bin, "cookiecutter"), template, "--no-input", "--output-dir", world.folder, ...answers], {
    // Of a template with a hook before the questions, cookiecutter leaves an empty folder.
    env: { HOME: world.folder, TMPDIR: world.folder, COOKIECUTTER_CONFIG: undefined },
  });
  await git(kit, "init", "--quiet");
  await commit(kit, "made");
  expect(readFileSync(join(kit, "docker-compose.override.yml"), "utf8")).not.toContain("dag-processor");

  writeFileSync(join(kit, "dags", "orders_nightly.py"), ours);
  writeFileSync(join(kit, ".airflow-version"), "2.11\n");
  change(
    join(kit, "dags", "orders", "models.py"),
    /segment: str/,
    "segment: str\n    country: Optional[str] = None",
  );
  change(
    join(kit, "dags", "orders", "models.py"),
    /from decimal/,
    "from typing import Optional\nfrom decimal",
  );
  rmSync(join(kit, "airflow_settings.example.yaml"));
  await commit(kit, "our work");

  change(join(inTemplate, "dags", "example_dag.py"), /Grace Hopper/, "Grace Murray Hopper");
  await release("1.1.0");
  expect((await updateDatakit(kit, template, { allowDirty: false })).conflicts).toEqual([]);
  await commit(kit, "1.1.0");
  await testsPass("2.11");

  change(
    join(inTemplate, "dags", "{{cookiecutter.__package}}", "models.py"),
    /TABLES = /,
    "# Version 2.\nTABLES = ",
  );
  change(join(inTemplate, "airflow_settings.example.yaml"), /$/, "# Version 2.\n");
  await release("2.0.0");
  expect(await checkDatakit(kit, template)).toMatchObject({ state: "behind" });
  const { conflicts, notes, todo } = await updateDatakit(kit, template, { allowDirty: false, airflow: "3" });
  expect(conflicts).toEqual([]);
  expect(notes).toContainEqual(expect.stringContaining("airflow_settings.example.yaml: you deleted it"));
  expect(todo).toEqual([]);
  await commit(kit, "2.0.0, Airflow 3");
  expect(await checkDatakit(kit, template)).toMatchObject({
    template: { datakit: "2.0.0", platform: "2.0.0" },
    state: "current",
  });
  const moved = readFileSync(join(kit, "dags", "orders_nightly.py"), "utf8");
  expect(moved).toContain("from airflow.providers.standard.operators.empty import EmptyOperator");
  expect(moved).not.toMatch(/dummy|schedule_interval/);
  expect(readFileSync(join(kit, "dags", "example_dag.py"), "utf8")).toContain("Grace Murray Hopper");
  const models = readFileSync(join(kit, "dags", "orders", "models.py"), "utf8");
  expect(models).toMatch(/country: Optional\[str\][\s\S]*# Version 2\./);
  expect(readFileSync(join(kit, "docker-compose.override.yml"), "utf8")).toContain("dag-processor");
  await testsPass("3.3");
});
