import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineFolder, pythonTool } from "../engine/index.ts";
import { moveGeneration } from "./generation.ts";

let ruff: string;
beforeAll(async () => {
  ruff = await pythonTool("ruff", { engineFolder: engineFolder() });
});
const scratch = mkdtempSync(join(tmpdir(), "adp-tool-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function move(text: string) {
  const { tree, todo } = await moveGeneration(
    new Map([["dags/a.py", { content: Buffer.from(text), mode: "100644" }]]),
    { to: "3", conflicts: [], line: "3.3", ruff: async () => ruff, majorOf: async () => undefined },
  );
  return { text: tree.get("dags/a.py")?.content.toString(), todo };
}

test("imports and arguments that changed are rewritten, an import that nothing uses any more goes, the user's own stay", async () => {
  const { text, todo } = await move(
    [
      "import os",
      "from airflow import DAG",
      "from airflow.models import Variable",
      "from airflow.operators.bash import BashOperator",
      "from airflow.operators.dummy import DummyOperator",
      "from airflow.utils.dates import days_ago",
      "",
      "",
      'with DAG("ü 👩‍👩‍👧", schedule_interval="@daily", start_date=days_ago(1)):',
      '    DummyOperator(task_id="a") >> BashOperator(task_id="b", bash_command="true")',
      "",
    ].join("\r\n"),
  );
  expect(text?.split("\r\n")).toEqual([
    "import os",
    "from airflow.models import Variable",
    "from airflow.utils.dates import days_ago",
    "from airflow.sdk import DAG",
    "from airflow.providers.standard.operators.bash import BashOperator",
    "from airflow.providers.standard.operators.empty import EmptyOperator",
    "",
    "",
    'with DAG("ü 👩‍👩‍👧", schedule="@daily", start_date=days_ago(1)):',
    '    EmptyOperator(task_id="a") >> BashOperator(task_id="b", bash_command="true")',
    "",
  ]);
  expect(todo).toEqual([{ path: "dags/a.py", line: 9, what: expect.stringMatching(/days_ago.*AIR301/) }]);
  // A second move finds nothing more to rewrite.
  expect((await move(text ?? "")).text).toBe(text);
});

test("what is guarded for both generations stays; a file that is no Python is listed", async () => {
  const guarded =
    "try:\n    from airflow.sdk import dag\nexcept ImportError:\n    from airflow.decorators import dag\n\n\n@dag()\ndef a():\n    pass\n";
  expect(await move(guarded)).toEqual({ text: guarded, todo: [] });
  const { text, todo } = await move("def (:\n");
  expect(text).toBe("def (:\n");
  expect(todo[0]).toMatchObject({ path: "dags/a.py", line: 1 });
});

test("a module that moved to a provider which Layer 1 may lack is named", async () => {
  const { text, todo } = await move("from airflow.hooks.S3_hook import S3Hook\n\nprint(S3Hook())\n");
  expect(text).toContain("from airflow.providers.amazon.aws.hooks.s3 import S3Hook");
  expect(todo).toEqual([
    expect.objectContaining({ what: expect.stringContaining("apache-airflow-providers-amazon") }),
  ]);
});

test("the program is installed once, by its lock; without an index there is an error with a code", async () => {
  expect(await pythonTool("ruff", { engineFolder: engineFolder() })).toBe(ruff);
  const env = {
    ...process.env,
    UV_INDEX_URL: "http://127.0.0.1:9/simple",
    UV_DEFAULT_INDEX: "http://127.0.0.1:9/simple",
    PIP_INDEX_URL: "http://127.0.0.1:9/simple",
  };
  await expect(pythonTool("ruff", { engineFolder: scratch, env })).rejects.toMatchObject({
    code: expect.stringMatching(/^ADP-PY-/),
  });
});
