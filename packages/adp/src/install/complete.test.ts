import { expect, test } from "vitest";
import { loadCommand } from "../main.ts";
import { complete } from "./complete.ts";

async function words(typed: string): Promise<string[]> {
  const sources = {
    commands: [{ word: "demo" }, { word: "dev", about: "Run a datakit" }],
    load: loadCommand,
    words: { dag: async () => ["my_dag", "other_dag"], tag: async () => ["0.1.0-1a2b3c4d5e6f"] },
  };
  return (await complete(typed.split(" "), sources)).map(({ word }) => word);
}

test.each([
  ["d", ["demo", "dev"]],
  ["help d", ["demo", "dev"]],
  ["--v", ["--version"]],
  ["dev sta", ["start", "status"]],
  ["help dev sta", ["start", "status"]],
  ["platform exp", []],
  ["dev run ", ["my_dag", "other_dag"]],
  ["dev run o", ["other_dag"]],
  ["dev run --conf {} m", ["my_dag"]],
  ["dev run --t", ["--timeout"]],
  ["dev run --timeout ", []],
  ["demo --airflow 2", ["2.11", "2.9"]],
  ["dev start --airflow 3", ["3.3"]],
  ["demo --m", ["--months"]],
  ["demo --folder ", []],
  ["layer1 use ", ["0.1.0-1a2b3c4d5e6f"]],
  ["completion ", ["bash", "zsh", "fish"]],
  ["dev test -- -", []],
  ["frobnicate ", []],
  ["dev frobnicate ", []],
])("adp %s<Tab>", async (typed, expected) => {
  expect(await words(typed)).toEqual(expected);
});

test("without an argument the options are offered at once", async () => {
  expect(await words("platform logs ")).toEqual(expect.arrayContaining(["--follow", "--lines"]));
});
