// The DAG tests of the template's datakit and of the examples, run by `adp dev test` on each line of Airflow.
// @suite 60 s
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { adp, copyExample, processesOf, scratch } from "./world/adp.ts";
import { testedLines } from "./world/lines.ts";

const world = scratch("kits");
afterAll(() => world.close());

test.each(testedLines)(
  "on Airflow %s every DAG of theirs imports and keeps the rules for DAGs",
  async (line) => {
    const into = join(world.folder, line);
    mkdirSync(into);
    expect((await adp(["datakit", "new", "rules", "--into", into])).code).toBe(0);
    const examples = ["nyc-flights-incremental", "pagila-sqlmodel-basic", "sqlserver-windows-auth"];
    for (const name of examples) copyExample(name, join(into, name));
    for (const kit of ["rules-datakit", ...examples].map((name) => join(into, name))) {
      const finished = await adp(["dev", "test", "--airflow", line, "tests/dags"], {
        cwd: kit,
        env: { CI: "true" },
      });
      expect(finished.code, finished.stdout + finished.stderr).toBe(0);
      expect(finished.stdout).toMatch(/\d+ passed/);
      expect(finished.stdout).not.toMatch(/skipped/);
      expect(processesOf(join(kit, ".adp", "run"))).toEqual([]);
    }
  },
);
