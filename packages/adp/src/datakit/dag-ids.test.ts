import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dagIds } from "./dag-ids.ts";

let datakit: string;
beforeEach(() => {
  datakit = mkdtempSync(join(tmpdir(), "adp-dags-"));
  mkdirSync(join(datakit, "dags", "sub"), { recursive: true });
});
afterEach(() => rmSync(datakit, { recursive: true, force: true }));

test.each([
  ['with DAG("one", schedule=None) as dag:\n', ["one"]],
  ["dag = DAG(\n    dag_id='two.b-c',\n)\n", ["two.b-c"]],
  ['@dag(\n    dag_id="three",\n    schedule=None,\n)\ndef build():\n', ["three"]],
  ["@dag(schedule=None, tags=[f('x')])\ndef four():\n", ["four"]],
  ["@dag\ndef five():\n", ["five"]],
  ['actor = "dag:" + context["dag"].dag_id\nSUBDAG("no")\n', []],
  ['DAG(f"computed_{name}")\n', []],
])("%j", (text, ids) => {
  writeFileSync(join(datakit, "dags", "sub", "a.py"), text);
  expect(dagIds(datakit)).toEqual(ids);
});
