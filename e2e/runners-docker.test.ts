// What Docker causes and what Airflow makes of it, on the image of dbt, built for real: the Docker operator's own tests, beside a
// registry that refuses; and astronomer-cosmos with a task a model, by the DAG of runtime-environments/README.md.
// @suite ci, 200 s, uses runner-images
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { adp, document, root } from "./world/adp.ts";
import { Registry } from "./world/corporation/registry.ts";
import { noEngine } from "./world/docker/engine.ts";
import { untilRead } from "./world/engine-checks.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { missing, onFreePort, run } from "./world/lib/index.ts";
import { buildRunner, keepRunnerImages } from "./world/runner-images.ts";

const runtimes = join(root, "runtime-environments");

const skip = noEngine() ?? missing("registry");

describe.skipIf(skip !== undefined)(`runners by Docker${skip ? ` (${skip})` : ""}`, () => {
  let world: Layer1World;
  let image = "";
  let registry: Registry;
  let refusing: string;
  const kit = () => join(world.folder, "shop-datakit");
  const project = (...path: string[]) => join(kit(), "dbt", ...path);
  const dev = (...words: string[]) =>
    adp(["dev", ...words], {
      cwd: kit(),
      // cosmos keeps a folder of its own among the temporary files.
      env: { ...world.engine.env, CI: "true", TMPDIR: world.folder, ...given },
    });
  const given: Record<string, string> = {};

  beforeAll(async () => {
    world = await Layer1World.create("adp-e2e-runners-docker");
    const giveBack = keepRunnerImages(world.engine);
    const { tag } = await buildRunner<{ tag: string }>(world, "dbt");
    // By a name of its own, which nothing else on this engine takes or removes.
    image = `${world.image}:dbt`;
    world.engine.docker("tag", tag, image);
    giveBack();
    const folder = join(world.folder, "registry");
    mkdirSync(folder);
    await onFreePort(async (port) => {
      registry = await Registry.start(folder, join(folder, "storage"), [["ada", "a-token"]], port);
      refusing = `127.0.0.1:${port}`;
    });

    expect((await adp(["datakit", "new", "shop", "--into", world.folder])).code).toBe(0);
    const [requirements = ""] = readmeBlock("text", "astronomer-cosmos==");
    writeFileSync(join(kit(), "requirements.txt"), requirements);
    appendFileSync(join(kit(), ".env"), "AIRFLOW__COSMOS__ENABLE_TELEMETRY=False\n");
    writeModels({
      "one.sql": "select 41 as answer",
      "two.sql": 'select answer + 1 as answer from {{ ref("one") }}',
      "bad.sql": "select nothing from {{ ref('one') }}",
      "after.sql": 'select * from {{ ref("bad") }}',
    });
    await parse();
    writeFileSync(
      join(kit(), "dags", "shop_by_model.py"),
      (readmeBlock("python", "DbtDag(")[0] ?? "").replace("dbt-runner:latest", image),
    );
    const started = await dev("start", "--engine", "embedded", "--airflow", "3.3");
    expect(started.code, started.stdout + started.stderr).toBe(0);
  });
  afterAll(async () => {
    if (world !== undefined && existsSync(kit())) await adp(["dev", "stop"], { cwd: kit() });
    await registry?.stop();
    world?.close();
  });

  /** The blocks of the page that hold these words. */
  function readmeBlock(language: string, words: string): string[] {
    const page = readFileSync(join(runtimes, "README.md"), "utf8");
    return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))]
      .map(([, text = ""]) => text)
      .filter((text) => text.includes(words));
  }

  function writeModels(models: Readonly<Record<string, string>>) {
    mkdirSync(project("models"), { recursive: true });
    writeFileSync(project("dbt_project.yml"), 'name: shop\nversion: "1.0"\nprofile: warehouse\n');
    const tests = [{ name: "two", columns: [{ name: "answer", data_tests: ["not_null"] }] }];
    writeFileSync(project("models", "models.yml"), JSON.stringify({ version: 2, models: tests }));
    for (const [name, text] of Object.entries(models)) writeFileSync(project("models", name), `${text}\n`);
  }

  /** As the page says. */
  async function parse() {
    const [command = ""] = readmeBlock("bash", "dbt parse");
    await run(["sh", "-c", command.replace("dbt-runner:latest", image)], {
      cwd: kit(),
      env: world.engine.env,
    });
  }

  const runs = async () => document<DagResult>(await dev("run", "shop_by_model", "--json"));
  const warehouse = async () => {
    const print = "import os; print(os.environ['AIRFLOW_CONN_WAREHOUSE'])";
    return (await dev("exec", "python", "-c", print)).stdout.trim();
  };
  const states = ({ tasks }: DagResult) =>
    Object.fromEntries(tasks.map(({ task, state }) => [task, state] as const));

  test("cosmos runs a task a model: one that fails fails its own task, and mended all are green", async () => {
    await untilRead(dev, ["shop_by_model"]);
    const red = await runs();
    expect(red.state).toBe("failed");
    const ended = { one_run: "success", "two.run": "success", "two.test": "success" };
    expect(states(red)).toEqual({ ...ended, bad_run: "failed", after_run: "upstream_failed" });
    const log = (await dev("logs", "bad_run")).stdout;
    expect(log).toContain("dbt failed: RNR-030 model.shop.bad: ");
    expect(log).not.toContain(new URL(await warehouse()).password);
    expect((await dev("sql", "select answer from shop.two")).stdout).toContain("42");

    writeModels({ "bad.sql": "select 1 as answer from {{ ref('one') }}" });
    const green = await runs();
    expect(states(green)).toEqual({ ...ended, bad_run: "success", after_run: "success" });
  });

  test("the Docker operator keeps its tests", async () => {
    const tests = ["operators/tests/test_docker.py", "supervisor/tests/ticket_cache.py"];
    for (const name of tests)
      cpSync(join(runtimes, name), join(kit(), "tests", name.split("/").at(-1) ?? ""));
    given.PYTEST_RUNNER_WAREHOUSE = await warehouse();
    given.PYTEST_RUNNER_IMAGE = image;
    given.PYTEST_RUNNER_REGISTRY = refusing;
    const finished = await dev("test", "tests/test_docker.py");
    expect(finished.code, finished.stdout + finished.stderr).toBe(0);
    expect(finished.stdout).toMatch(/\d+ passed/);
  });
});
