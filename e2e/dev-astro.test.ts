// A datakit under the real Astro CLI, on Airflow 2 and 3: `platform start`, `astro dev start`, and the starter DAG writes to the
// warehouse; then the flights do. The CLI comes from no package index: ADP_E2E_ASTRO=/path/to/astro opens this test.
// @suite ci, 300 s
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus, WarehouseStatus } from "../packages/adp/src/platform/index.ts";
import { flightsPackage } from "./suites/flights.ts";
import { adp, copyExample, document, root } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { type Argv, NetworkNamespace, until } from "./world/lib/index.ts";
import { buildRuntimes, type Line, runtimeName } from "./world/runtime/runtime.ts";

const astro = process.env.ADP_E2E_ASTRO;
const skip = astro === undefined ? "set ADP_E2E_ASTRO to the Astro CLI" : (noEngine() ?? noPrivateEngine());
const lines: readonly Line[] = ["2.9", "3.3"];
const name = "adp-e2e-astro";

describe.skipIf(skip !== undefined)(`astro dev start${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let layer1: Layer1World;
  let warehouse: WarehouseStatus;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("astro");
    images = await platformImages();
    layer1 = await Layer1World.create(name);
    await buildRuntimes(layer1.engine, lines);
    for (const line of lines) {
      await layer1.built("", { IMAGE_ASTRONOMER: runtimeName(line) });
      layer1.engine.docker("tag", `${name}:latest`, `${name}-${line}:latest`);
    }
    const own = lines.map((line) => `${name}-${line}:latest`);
    engine = await PrivateEngine.start({
      images: [images.sharer, images.postgres, ...own],
      within,
      bridge: true,
    });
    const env = { IMAGE_POSTGRES: images.postgres, WAREHOUSE: "local", ASTRO_TELEMETRY_DISABLED: "1" };
    platform = new Platform({ engine, images, within, env });
    const cache = { KRB5CCNAME: `FILE:${join(platform.folder("cc"), "krb5cc")}` };
    const shared = await platform.adp(["platform", "start", "--json"], cache);
    expect(shared.code, shared.stderr).toBe(0);
    ({ warehouse } = document<PlatformStatus & { warehouse: WarehouseStatus }>(shared));
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    layer1?.close();
    await namespace?.remove();
  });

  /** The Astro CLI, typed in a datakit's folder. */
  const cli = (kit: string, ...words: string[]) =>
    platform.run(
      ["sh", "-c", 'cd "$0" && exec "$@"', kit, astro ?? "astro", ...words],
      { HOME: platform.home },
      1_200_000,
    );

  async function started(kit: string): Promise<void> {
    const [repository = "", tag = ""] = images.postgres.split(":");
    const settings = { "postgres.repository": repository, "postgres.tag": tag, disable_astro_run: "true" };
    for (const [key, value] of Object.entries(settings)) await cli(kit, "config", "set", key, value);
    const done = await cli(kit, "dev", "start", "--no-browser", "--wait", "10m");
    expect(done.code, done.stdout + done.stderr).toBe(0);
  }

  /** A program in a container that the CLI started for the datakit. */
  function exec(kit: string, service: string, ...argv: string[]): string {
    const label = `label=com.docker.compose.project.working_dir=${kit}`;
    const own = ["--filter", label, "--filter", `label=com.docker.compose.service=${service}`];
    const [id = ""] = engine.docker("ps", "--quiet", ...own).split("\n");
    return engine.docker("exec", id, ...argv);
  }

  /** Triggers a DAG, and waits for the end of its run, as Airflow's own database tells it. */
  async function runs(kit: string, dag: string): Promise<void> {
    for (const word of ["unpause", "trigger"]) exec(kit, "scheduler", "airflow", "dags", word, dag);
    const sql = `select state from dag_run where dag_id = '${dag}'`;
    const psql = ["psql", "-wqXAt", "-h", "/tmp", "-U", "postgres", "-c", sql];
    const state = () => exec(kit, "postgres", "env", "PGPASSWORD=postgres", ...psql);
    await until(`the run of ${dag}`, () => /success|failed/.test(state()), {
      timeoutMs: 1_200_000,
      everyMs: 1000,
    });
    expect(state()).toBe("success");
  }

  async function rows(sql: string): Promise<string> {
    const { host, port, user, database, passwordFile } = warehouse.address ?? {};
    const ask = ["psql", "-wqXAt", "-h", `${host}`, "-p", `${port}`, "-U", `${user}`, `${database}`] as const;
    return (await platform.run([...ask, "-c", sql], { PGPASSFILE: passwordFile })).stdout.trim();
  }

  test.each(lines)(
    "Airflow %s: the starter DAG writes to the warehouse, and adp says who runs it",
    async (line) => {
      engine.docker("tag", `${name}-${line}:latest`, "layer1-airflow:latest");
      const pkg = `kit${line.replace(".", "")}`;
      const kit = join(platform.home, `${pkg}-datakit`);
      const words = ["datakit", "new", pkg, "--into", platform.home, "--airflow", line.slice(0, 1)];
      expect((await adp(words)).code).toBe(0);
      await started(kit);
      const status = await platform.adp(["dev", "status", "--engine", "docker", "--datakit", kit]);
      expect(status.stdout).toMatch(/healthy: Airflow (2\.9|3\.3)[\s\S]*The Astro CLI runs this datakit/);
      const second = await platform.adp(["dev", "start", "--engine", "docker", "--datakit", kit]);
      expect([second.code, second.stderr]).toEqual([64, expect.stringContaining("ADP-DEV-007")]);

      const dev = (...words: string[]) => platform.adp(["dev", ...words], {}, 300_000);
      const here = ["--engine", "docker", "--datakit", kit];
      const program = `from ${pkg} import models; print(models.SCHEMA)`;
      const printed = await dev("exec", ...here, "python", "-c", program);
      expect([printed.code, printed.stdout], printed.stderr).toEqual([0, `${pkg}\n`]);
      const tested = await dev("test", ...here, "tests/dags", "-q", "-k", "imports", "--json");
      expect(document(tested)).toMatchObject({ passed: true, counts: { passed: 1 } });
      const logged = await dev("logs", ...here, "--lines", "1", "scheduler");
      expect([logged.code, logged.stdout.trim()], logged.stderr).toEqual([0, expect.stringMatching(/./)]);

      await runs(kit, `${pkg}_example`);
      expect(await rows(`select count(*) from ${pkg}.customer`)).toBe("3");
      expect((await cli(kit, "dev", "stop")).code).toBe(0);
    },
  );

  test("the flights, with the files of the example: every row of the source is in the warehouse", async () => {
    const kit = join(platform.home, "nyc-flights-incremental");
    copyExample("nyc-flights-incremental", kit);
    // This engine reaches no index: the package lies in the datakit's folder, and is not installed from one.
    cpSync(await flightsPackage(root), join(kit, "package"), { recursive: true });
    const dockerfile = readFileSync(join(kit, "Dockerfile"), "utf8");
    const offline = dockerfile.replace(
      /NETRC=[\s\S]*?requirements-source\.txt/,
      "mkdir source && mv package source/package",
    );
    expect(offline).not.toBe(dockerfile);
    writeFileSync(join(kit, "Dockerfile"), offline);
    await started(kit);
    await runs(kit, "nyc_flights_incremental");
    // Day one holds a day of LaGuardia back; the books compare each figure of the layers.
    expect(await rows("select count(*) > 336000 from silver.flight")).toBe("t");
    expect((await cli(kit, "dev", "stop")).code).toBe(0);
  });
});
