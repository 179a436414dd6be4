// Layer 1 and a datakit on stand-ins with every package that the maker's list of a Runtime names, of Airflow 2 and of 3:
// hundreds of them, of which e2e's other stand-ins have those that decide. ADP_E2E_PUBLISHED names other lines: 2.11,3.0
// @suite soak, 1200 s
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noEngine } from "./world/docker/engine.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { checkRequirements } from "./world/layer1/requirements.ts";
import { buildRuntimes, type Line, lines, runtimeName } from "./world/runtime/runtime.ts";

const skip = noEngine();
const name = "adp-e2e-published";
const asked = (process.env.ADP_E2E_PUBLISHED ?? "2.9,3.3").split(",");
const chosen: readonly Line[] = lines.filter((line) => asked.includes(line));

describe.skipIf(skip !== undefined)(`the published lists${skip ? ` (${skip})` : ""}`, () => {
  let world: Layer1World;
  const work = mkdtempSync(join(tmpdir(), "adp-published-"));

  beforeAll(async () => {
    world = await Layer1World.create(name);
  });
  afterAll(() => {
    world?.close();
    rmSync(work, { recursive: true, force: true });
  });

  /** Python in an image of the world, as Airflow's user. */
  const python = (image: string, program: string) =>
    world.engine.docker("run", "--rm", "--network", "none", "--entrypoint", "python", image, "-c", program);

  test("there is a list of each line asked for", () => {
    expect([...chosen].sort()).toEqual([...asked].sort());
  });

  describe.each(chosen)("Airflow %s", (line) => {
    const runtime = runtimeName(line, "onbuild", "published");

    test("Layer 1 builds on it, keeps its promise, and changes none of its packages", async () => {
      await buildRuntimes(world.engine, [line], "published");
      const built = await world.built("", { IMAGE_ASTRONOMER: runtime });
      expect(built.scan.credentials).toBeGreaterThan(0);
      const list =
        "import importlib.metadata as m; print(*sorted({f'{d.name}=={d.version}' for d in m.distributions()}))";
      const before = python(runtime, list).split(" ");
      const after = new Set(python(`${name}:latest`, list).split(" "));
      expect(before.length).toBeGreaterThan(100);
      expect(before.filter((pin) => !after.has(pin))).toEqual([]);
      const verified = await world.make("verify");
      expect(verified.code, verified.said).toBe(0);
    });

    checkRequirements(line, () => ({ engine: world.engine, image: name, folder: world.folder }));

    test("a datakit's image builds on it, and a DAG with a table imports there", () => {
      const kit = join(work, line);
      mkdirSync(join(kit, "dags"), { recursive: true });
      writeFileSync(join(kit, "Dockerfile"), `FROM ${name}:latest\n`);
      writeFileSync(join(kit, "packages.txt"), "");
      writeFileSync(join(kit, "requirements.txt"), "");
      writeFileSync(join(kit, "dags", "maps.py"), dag);
      const tag = `${name}-kit:latest`;
      world.engine.docker("buildx", "build", "--load", "--quiet", "--tag", tag, kit);
      const run = ["run", "--rm", "--network", "none", "--entrypoint", "python", tag, "dags/maps.py"];
      expect(world.engine.docker(...run)).toMatch(/^customer is mapped by maps$/m);
    });
  });
});

const dag = `from datetime import datetime

from airflow.decorators import dag, task
from sqlmodel_framework import ReferenceTable


class Customer(ReferenceTable, table=True):
    customer_id: int
    name: str


@dag(schedule=None, start_date=datetime(2024, 1, 1))
def maps():
    @task
    def name():
        return Customer.__tablename__

    name()


made = maps()
if __name__ == "__main__":
    print(Customer.__tablename__, "is mapped by", made.dag_id)
`;
