// A datakit under the real Astro CLI: `platform start`, `astro dev start`, and the starter DAG writes to the warehouse. The CLI
// comes from no package index: ADP_E2E_ASTRO=/path/to/astro opens this test.
// @suite ci, 300 s
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus, WarehouseStatus } from "../packages/adp/src/platform/index.ts";
import { adp, document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { type Argv, NetworkNamespace, until } from "./world/lib/index.ts";
import { buildRuntimes, runtimeName } from "./world/runtime/runtime.ts";

const astro = process.env.ADP_E2E_ASTRO;
const skip = astro === undefined ? "set ADP_E2E_ASTRO to the Astro CLI" : (noEngine() ?? noPrivateEngine());
const name = "adp-e2e-astro";

describe.skipIf(skip !== undefined)(`astro dev start${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let layer1: Layer1World;
  let kit: string;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("astro");
    images = await platformImages();
    layer1 = await Layer1World.create(name);
    await buildRuntimes(layer1.engine, ["3.3"]);
    await layer1.built("", { IMAGE_ASTRONOMER: runtimeName("3.3") });
    const loaded = [images.sharer, images.postgres, `${name}:latest`];
    engine = await PrivateEngine.start({ images: loaded, within, bridge: true });
    engine.docker("tag", `${name}:latest`, "layer1-airflow:latest");
    const env = { IMAGE_POSTGRES: images.postgres, WAREHOUSE: "local", ASTRO_TELEMETRY_DISABLED: "1" };
    platform = new Platform({ engine, images, within, env });
    const words = ["datakit", "new", "kit", "--into", platform.home, "--airflow", "3"];
    expect((await adp(words)).code).toBe(0);
    kit = join(platform.home, "kit-datakit");
    mkdirSync(dirname(kit), { recursive: true });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    layer1?.close();
    await namespace?.remove();
  });

  const cli = (...words: string[]) =>
    platform.run(["sh", "-c", 'cd "$0" && exec "$@"', kit, astro ?? "astro", ...words], {
      HOME: platform.home,
    });

  test("the starter DAG writes to the warehouse, and adp says who runs the datakit", async () => {
    const [repository = "", tag = ""] = images.postgres.split(":");
    const settings = { "postgres.repository": repository, "postgres.tag": tag, disable_astro_run: "true" };
    for (const [key, value] of Object.entries(settings)) await cli("config", "set", key, value);
    const cache = { KRB5CCNAME: `FILE:${join(platform.folder("cc"), "krb5cc")}` };
    const shared = await platform.adp(["platform", "start", "--json"], cache);
    expect(shared.code, shared.stderr).toBe(0);
    const { warehouse } = document<PlatformStatus & { warehouse: WarehouseStatus }>(shared);
    const started = await cli("dev", "start", "--no-browser", "--wait", "10m");
    expect(started.code, started.stdout + started.stderr).toBe(0);
    const status = await platform.adp(["dev", "status", "--engine", "docker", "--datakit", kit]);
    expect(status.stdout).toMatch(/healthy: Airflow 3\.3[\s\S]*The Astro CLI runs this datakit/);
    const second = await platform.adp(["dev", "start", "--engine", "docker", "--datakit", kit]);
    expect([second.code, second.stderr]).toEqual([64, expect.stringContaining("ADP-DEV-007")]);

    const dev = (...words: string[]) => platform.adp(["dev", ...words], {}, 300_000);
    const here = ["--engine", "docker", "--datakit", kit];
    const printed = await dev(
      "exec",
      ...here,
      "python",
      "-c",
      "from kit import models; print(models.SCHEMA)",
    );
    expect([printed.code, printed.stdout], printed.stderr).toEqual([0, "kit\n"]);
    const tested = await dev("test", ...here, "tests/dags", "-q", "-k", "imports", "--json");
    expect(document(tested)).toMatchObject({ passed: true, counts: { passed: 1 } });
    const logged = await dev("logs", ...here, "--lines", "1", "scheduler");
    expect([logged.code, logged.stdout.trim()], logged.stderr).toEqual([0, expect.stringMatching(/./)]);

    const label = `label=com.docker.compose.project.working_dir=${kit}`;
    const [scheduler = ""] = engine
      .docker("ps", "--quiet", "--filter", label, "--filter", "label=com.docker.compose.service=scheduler")
      .split("\n");
    for (const word of ["unpause", "trigger"])
      engine.docker("exec", scheduler, "airflow", "dags", word, "kit_example");
    const { host, port, user, database, passwordFile } = warehouse.address ?? {};
    const ask = ["psql", "-wqXAt", "-h", `${host}`, "-p", `${port}`, "-U", `${user}`, `${database}`] as const;
    const rows = async () =>
      (await platform.run([...ask, "-c", "select count(*) from kit.customer"], { PGPASSFILE: passwordFile }))
        .stdout;
    await until("the rows of the starter DAG", async () => (await rows()) === "3\n");
    expect((await cli("dev", "stop")).code).toBe(0);
  });
});
