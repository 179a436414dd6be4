// Layer 1's Python packages go where `airflow` runs, and SQLModel is the one that fits the Runtime's pydantic.
// @suite ci, 60 s
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./world/adp.ts";
import { type Engine, noEngine, openEngine } from "./world/docker/engine.ts";
import { buildPlace, type Place } from "./world/runtime/places/places.ts";
import { buildRuntimes } from "./world/runtime/runtime.ts";

const skip = noEngine();
const image = "adp-e2e-place";
const program = join(root, "e2e", "world", "programs", "map_table.py");

describe.skipIf(skip !== undefined)(`Layer 1 where Airflow is (${skip ?? "small stand-ins"})`, () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = openEngine();
    await buildRuntimes(engine, []);
  });
  afterAll(() => {
    if (engine === undefined) return;
    const names = engine.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", image);
    if (names !== "") engine.docker("rmi", "--force", ...names.split("\n"));
    engine.close();
  });

  it.each<[Place, { python: string; sqlmodel: string; pydantic: string }]>([
    ["system", { python: "/usr/local/lib/", sqlmodel: "0.0.11+pydantic2", pydantic: "2.8.2" }],
    ["pydantic1", { python: "/usr/local/lib/", sqlmodel: "0.0.11", pydantic: "1.10.17" }],
    ["venv", { python: "/opt/airflow/lib/", sqlmodel: "0.0.11+pydantic2", pydantic: "2.8.2" }],
    // It has no pydantic: Layer 1 brings the 2 that its constraints name.
    ["user-site", { python: "/home/astro/.local/lib/", sqlmodel: "0.0.11+pydantic2", pydantic: "2.8.2" }],
  ])("%s", async (place, expected) => {
    const tag = `${image}:${place}`;
    await buildPlace(engine, place, tag);
    const python = (...argv: string[]) =>
      engine.docker(
        "run",
        "--rm",
        "--network=none",
        `--volume=${program}:/map_table.py:ro`,
        tag,
        "python",
        ...argv,
      );
    const versions = python(
      "-c",
      "import sqlmodel, adp_runners, importlib.metadata as m; print(sqlmodel.__file__, m.version('sqlmodel'), m.version('pydantic'), m.version('uv') != '')",
    ).split(" ");
    expect(versions[0]).toContain(expected.python);
    expect(versions.slice(1)).toEqual([expected.sqlmodel, expected.pydantic, "True"]);
    expect(python("/map_table.py")).toContain("1.4.53 customer customer_history");
    const kept = engine.docker("run", "--rm", tag, "cat", "/etc/layer1/constraints.txt");
    expect(kept).toContain(`sqlmodel==${expected.sqlmodel}\n`);
    expect(kept).toMatch(/^adp-runners==\d/m);
    // What installs a datakit's packages sees the same place, as root too.
    const keep = ["--user=0", "--workdir=/tmp", "--network=none"];
    engine.docker("run", "--rm", ...keep, tag, "keep-layer1", "true");
  });
});
