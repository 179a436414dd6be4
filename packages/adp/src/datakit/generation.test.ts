import { expect, test } from "vitest";
import { AdpError } from "../kernel/errors.ts";
import { KIT_TEMPLATE } from "./errors.ts";
import { moveGeneration } from "./generation.ts";
import type { Major } from "./major.ts";
import type { Tree } from "./merge.ts";

const noRuff = () =>
  Promise.reject(new AdpError(KIT_TEMPLATE, { what: "There is no index.", why: "a test", next: [] }));

function tree(files: Readonly<Record<string, string>>): Tree {
  return new Map(
    Object.entries(files).map(([path, text]) => [path, { content: Buffer.from(text), mode: "100644" }]),
  );
}

async function move(
  files: Readonly<Record<string, string>>,
  images: Readonly<Record<string, Major>> = {},
  to: Major = "3",
) {
  const moved = await moveGeneration(tree(files), {
    to,
    conflicts: [],
    line: to === "3" ? "3.3" : "2.11",
    ruff: noRuff,
    majorOf: async (image) => images[image],
  });
  const text = (path: string) => moved.tree.get(path)?.content.toString();
  return { ...moved, text };
}

test("a Layer 1 of the other generation that is pinned goes to the one in use; the line goes along", async () => {
  const images = { "layer1-airflow:1.0-a": "2", "layer1-airflow:latest": "3" } as const;
  const { text, notes } = await move(
    { Dockerfile: "# ours\nFROM layer1-airflow:1.0-a\nRUN true\n", ".airflow-version": "2.11.2\n" },
    images,
  );
  expect(text("Dockerfile")).toBe("# ours\nFROM layer1-airflow:latest\nRUN true\n");
  expect(text(".airflow-version")).toBe("3.3\n");
  expect(notes).toEqual([expect.stringContaining("layer1-airflow:latest now")]);
});

test.each<[string, Record<string, Major>, RegExp[]]>([
  ["layer1-airflow:latest", { "layer1-airflow:latest": "3" }, []],
  ["layer1-airflow:latest", { "layer1-airflow:latest": "2" }, [/has Airflow 2 here; build it on Airflow 3/]],
  ["layer1-airflow:1.0-a", { "layer1-airflow:1.0-a": "2" }, [/has Airflow 2 here/]],
  ["layer1-airflow:latest", {}, [/is not here to be looked at/]],
  ["team/own:1", { "layer1-airflow:latest": "3" }, [/team\/own:1 is not here/]],
])("FROM %s stays with %o here, and what is wrong is said", async (image, images, said) => {
  const { text, notes } = await move({ Dockerfile: `FROM ${image}\n` }, images);
  expect(text("Dockerfile")).toBe(`FROM ${image}\n`);
  expect(notes).toEqual(said.map((words) => expect.stringMatching(words)));
});

test("without ruff every import that may have moved is listed with its line, and nothing is rewritten", async () => {
  const dag = [
    "from airflow import DAG",
    "from airflow.sdk import task",
    "from airflow.providers.standard.operators.bash import BashOperator",
    "import polars",
    "  from airflow.operators.dummy import DummyOperator",
    "x = 'echo {{ next_ds }} {{ ds }}'",
  ].join("\n");
  const { text, todo, notes } = await move({
    "dags/a.py": dag,
    "include/b.sql": "select {{ ds }}\n'{{ macros.f(execution_date) }}'",
  });
  expect(text("dags/a.py")).toBe(dag);
  expect(notes).toEqual([expect.stringContaining("ADP-KIT-003")]);
  expect(todo.map(({ path, line }) => `${path}:${line}`)).toEqual([
    "dags/a.py:1",
    "dags/a.py:5",
    "dags/a.py:6",
    "include/b.sql:2",
  ]);
});

test("back to Airflow 2 nothing can be rewritten: what only Airflow 3 has is listed", async () => {
  const { todo, text } = await move(
    { "dags/a.py": "from airflow.sdk import dag\n", ".airflow-version": "3\n" },
    {},
    "2",
  );
  expect(todo).toEqual([{ path: "dags/a.py", line: 1, what: expect.stringContaining("airflow.sdk") }]);
  expect(text(".airflow-version")).toBe("2.11\n");
});
