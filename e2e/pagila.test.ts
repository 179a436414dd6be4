// examples/pagila-sqlmodel-basic as its README tells it, on Airflow 3; and on Airflow 2, with the real rows where
// ADP_PAGILA_DIR names a folder of them.
// @suite ci, 90 s
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { adp, copyExample, document, processesOf, root, scratch } from "./world/adp.ts";
import { untilRead } from "./world/engine-checks.ts";
import { run } from "./world/lib/index.ts";

const example = join(root, "examples", "pagila-sqlmodel-basic");
const world = scratch("pagila");
const kits: string[] = [];
afterAll(async () => {
  for (const cwd of kits) await adp(["dev", "stop"], { cwd });
  world.close();
});

/** A copy of the example, started. */
async function started(line: string, settings = ""): Promise<string> {
  const cwd = join(world.folder, `pagila-${line}`);
  copyExample("pagila-sqlmodel-basic", cwd);
  appendFileSync(join(cwd, ".env"), settings);
  kits.push(cwd);
  const start = await adp(["dev", "start", "--engine", "embedded", "--airflow", line], { cwd });
  expect(start.code, start.stderr).toBe(0);
  await untilRead((...words) => adp(["dev", ...words], { cwd }), ["pagila_sqlmodel_basic"]);
  return cwd;
}

async function runs(cwd: string, ...words: string[]): Promise<void> {
  const finished = await adp(["dev", "run", "pagila_sqlmodel_basic", "--json", ...words], { cwd });
  expect(finished.code, finished.stdout + finished.stderr).toBe(0);
  expect(document<DagResult>(finished)).toMatchObject({ state: "success" });
}

async function prints(cwd: string, module: string): Promise<string> {
  const finished = await adp(["dev", "exec", "python", "-m", module], { cwd });
  expect(finished.code, finished.stderr).toBe(0);
  return finished.stdout;
}

/** The README's block that begins with a line, without what differs from run to run. */
function shown(first: string): string {
  const blocks = readFileSync(join(example, "README.md"), "utf8").matchAll(/^```text\n(.*?)^```$/gms);
  const block = [...blocks].map(([, text = ""]) => text).find((text) => text.startsWith(first));
  return steady(block ?? `the README has no block that begins with ${first}`);
}

const steady = (text: string) =>
  text.replaceAll(/run:\S+/g, "run:ID").replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(?!:)/g, "MOMENT");

test("on Airflow 3 the README's commands print what it shows", async () => {
  const cwd = await started("3.3");
  await runs(cwd, "--conf", '{"until": "2025-05-31"}');
  expect(await prints(cwd, "pagila.report")).toMatch(/^4 deliveries, 2025-05-28 to 2025-05-31\n/);
  await runs(cwd);
  expect(steady(await prints(cwd, "pagila.report"))).toBe(shown("25 deliveries"));
  await run(["sed", "-i.before", "s/ADA,PIKE/ADA,STONE/", join(cwd, "include/sample/customer.csv")]);
  await runs(cwd);
  expect(steady(await prints(cwd, "pagila.dimension"))).toBe(shown("     1  1"));
});

test("on Airflow 2 a month's revenue is the source's, to the cent", async () => {
  const real = process.env.ADP_PAGILA_DIR;
  const cwd = await started("2.11", real === undefined ? "" : `\nADP_PAGILA_DIR=${real}\n`);
  await runs(cwd);
  const said = (await prints(cwd, "pagila.report")).split("\n");
  const revenue = said.slice(said.findIndex((line) => line.startsWith("revenue")) + 1);
  const delivered = revenue.slice(0, revenue.indexOf("")).map((line) => line.split(/ +/).slice(0, 2));
  expect(delivered).toEqual(
    real === undefined
      ? [
          ["2025-05", "248.44"],
          ["2025-06", "175.58"],
          ["2025-07", "65.72"],
          ["total", "489.74"],
        ]
      : [
          ["2005-05", "4,824.43"],
          ["2005-06", "9,631.88"],
          ["2005-07", "28,373.89"],
          ["2005-08", "24,072.13"],
          ["2006-02", "514.18"],
          ["total", "67,416.51"],
        ],
  );
});

test("nothing of it goes on running", async () => {
  for (const cwd of kits) {
    expect((await adp(["dev", "stop"], { cwd })).code).toBe(0);
    expect(processesOf(join(cwd, ".adp", "run"))).toEqual([]);
    expect((await adp(["dev", "reset", "--yes"], { cwd })).code).toBe(0);
  }
});
