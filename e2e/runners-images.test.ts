// The runners' images, built for real on a stand-in for the official image of Python, and held against the contract; a job of
// each, as any uid, on a read-only root and without capabilities; and one DAG that chains the flights through two of them.
// @suite ci, 200 s, uses runner-images
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { flightsPackage } from "./suites/flights.ts";
import { adp, copyExample, document, root } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { attempt } from "./world/lib/index.ts";
import { buildRunner, keepRunnerImages, runners } from "./world/runner-images.ts";

const skip = noEngine();

describe.skipIf(skip !== undefined)(`the runners' images${skip ? ` (${skip})` : ""}`, () => {
  let world: Layer1World;
  let giveBack: (() => void) | undefined;
  const kit = () => join(world.folder, "flights");

  beforeAll(async () => {
    world = await Layer1World.create("adp-e2e-runners");
    giveBack = keepRunnerImages(world.engine);
  });
  afterAll(async () => {
    if (world !== undefined && existsSync(kit())) await adp(["dev", "stop"], { cwd: kit() });
    giveBack?.();
    world?.close();
  });

  test.each([
    ["dbt", 600],
    ["sqlserver", 600],
    ["spark", 1200],
  ] as const)("%s is built, scanned and keeps the contract", async (name, most) => {
    const built = await buildRunner<{ megabytes: number; scan: { credentials: number } }>(world, name);
    expect(built.megabytes).toBeLessThan(most);
    expect(built.scan.credentials).toBeGreaterThan(0);
    const verified = JSON.parse((await runners(world, "verify", name)).stdout) as { ok: boolean };
    expect(verified).toMatchObject({ ok: true, runner: name });
    const listed = JSON.parse((await runners(world, "list")).stdout) as { runner: string; inUse: boolean }[];
    expect(listed).toContainEqual(expect.objectContaining({ runner: name, inUse: true }));
  });

  /** Runs an image as hard as a runner is ever run, and gives its result. */
  async function job(name: string, words: readonly string[], files: Record<string, string>) {
    const folder = join(world.folder, `${name}-job`);
    const result = join(folder, "result");
    mkdirSync(result, { recursive: true });
    chmodSync(result, 0o1777);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    const closed = [
      "--rm",
      "--network=none",
      "--read-only",
      "--cap-drop=ALL",
      "--user=23456:0",
      "--tmpfs=/tmp",
    ];
    const mounts = [
      `--mount=type=bind,source=${folder},target=/project,readonly`,
      `--mount=type=bind,source=${result},target=/airflow/xcom`,
    ];
    const argv = ["docker", "run", ...closed, ...mounts, `${name}-runner:latest`, ...words] as const;
    const ended = await attempt(argv, { env: world.engine.env });
    return { ended, result: JSON.parse(readFileSync(join(result, "return.json"), "utf8")) as object };
  }

  test("Spark's image runs a job on Java and on Python, as a uid that nobody knows", async () => {
    const program = `import json, os
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
total = spark.range(0, 1000, 1, 4).selectExpr("sum(id)").first()[0]
uids = spark.sparkContext.parallelize([0], 1).map(lambda _: os.getuid()).collect()
with open(os.environ["ADP_RUNNER_REPORT"], "w") as report:
    json.dump({"total": total, "uids": uids}, report)
`;
    const words = ["spark-submit", "--master", "local[1]", "--driver-memory", "600m", "job.py"];
    const { ended, result } = await job("spark", words, { "job.py": program });
    expect(ended.code, ended.stdout).toBe(0);
    expect(result).toMatchObject({ state: "ok", details: { report: { total: 499_500, uids: [23456] } } });
  });

  test("SQL Server's image reads a script without a server", async () => {
    const script = "SET X 1\nGO 2\nSELECT 1\nGO\n";
    const { ended, result } = await job("sqlserver", ["run", "a.sql", "--dry-run"], { "a.sql": script });
    expect(ended.code, ended.stdout).toBe(0);
    expect(result).toMatchObject({ state: "ok", summary: "dry run: 2 batches of 1 files" });
  });

  const dev = (...words: string[]) =>
    adp(["dev", ...words], { cwd: kit(), env: { ...world.engine.env, CI: "true", ...given } });
  const given: Record<string, string> = {};

  test("one DAG chains extract, merge, dbt and Spark, both in containers", async () => {
    copyExample("nyc-flights-incremental", kit());
    appendFileSync(join(kit(), ".env"), "NYC_FLIGHTS_RUNNERS=docker\n");
    appendFileSync(join(kit(), "requirements.txt"), "apache-airflow-providers-docker==4.6.1\n");
    const started = await dev("start", "--engine", "embedded", "--airflow", "3.3");
    expect(started.code, started.stderr).toBe(0);
    const deliver = ["--package", await flightsPackage(root), "--to", "include/source", "--day", "1"];
    const delivered = await dev("exec", "python", "-m", "nyc_flights.source", ...deliver, "--months", "2");
    expect(delivered.code, delivered.stderr).toBe(0);
    const ran = await dev("run", "nyc_flights_tools", "--json");
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    expect(document<DagResult>(ran)).toMatchObject({ state: "success" });
    const compared = await dev(
      "sql",
      "select count(*), sum(g.flights) from gold.delays_by_carrier_month g join spark.delays_by_carrier_month s using (month, carrier, flights) join dbt.delays_by_carrier_month d using (month, carrier, flights)",
    );
    expect(compared.stdout).toMatch(/\b31\b.*\b51\d{3}\b/s);
    const label = "label=io.airflow-data-platform.runner.task";
    expect(world.engine.docker("ps", "--all", "--quiet", "--filter", label)).toBe("");
  });
});
