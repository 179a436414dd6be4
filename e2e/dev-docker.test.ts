// A datakit on Docker without the Astro CLI, on Airflow 2 and 3: start, run, look, stop, start again. Then the flights, with dbt
// and Spark in containers that Airflow starts through the engine proxy. Layer 1 is built on stand-ins for the Runtime, and
// the warehouse is Debian's PostgreSQL 15 in the place of the official image.
// @suite ci, 700 s, uses runner-images
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Address, DagResult, Status } from "../packages/adp/src/engine/index.ts";
import { flightsPackage } from "./suites/flights.ts";
import { adp, copyExample, document, root } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { checkFlightsByRunners, useProxy } from "./world/docker/flights-by-runners.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { checkPrograms, checkRuns, dag, untilRead, writeCheckedDags } from "./world/engine-checks.ts";
import { works } from "./world/flights-tools.ts";
import { Layer1World } from "./world/layer1/layer1.ts";
import { type Argv, NetworkNamespace, until } from "./world/lib/index.ts";
import { buildRunner, keepRunnerImages } from "./world/runner-images.ts";
import { buildRuntimes, type Line, runtimeName } from "./world/runtime/runtime.ts";
import { Terminal } from "./world/terminal.ts";

const skip = noEngine() ?? noPrivateEngine();
const lines: readonly Line[] = ["2.9", "3.3"];
const name = "adp-e2e-dev";

describe.skipIf(skip !== undefined)(`adp dev on Docker${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let layer1: Layer1World;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("dev");
    images = await platformImages();
    layer1 = await Layer1World.create(name);
    await buildRuntimes(layer1.engine, lines);
    for (const line of lines) {
      // The flights call their runners by it.
      const provider = "apache-airflow-providers-docker==4.6.1";
      if (line === "3.3") appendFileSync(join(layer1.layer1, "requirements.txt"), `${provider}\n`);
      await layer1.built("", { IMAGE_ASTRONOMER: runtimeName(line) });
      layer1.engine.docker("tag", `${name}:latest`, `${name}-${line}:latest`);
    }
    const own = lines.map((line) => `${name}-${line}:latest`);
    engine = await PrivateEngine.start({ images: [images.postgres, ...own], within, bridge: true });
    platform = new Platform({ engine, images, within, env: { IMAGE_POSTGRES: images.postgres } });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    layer1?.close();
    await namespace?.remove();
  });

  const kit = (line: Line) => join(platform.home, `kit${line.replace(".", "")}-datakit`);
  const pkg = (line: Line) => `kit${line.replace(".", "")}`;

  const dev = (line: Line, ...words: string[]) =>
    // adp's own limits end a start and a run: 300 s until healthy, 600 s for a run.
    platform.adp(["dev", ...words.slice(0, 1), "--datakit", kit(line), ...words.slice(1)], {}, 700_000);

  async function made<T>(line: Line, ...words: string[]): Promise<T> {
    const done = await dev(line, ...words, "--json");
    expect(done.code, done.stdout + done.stderr).toBe(0);
    return document<T>(done);
  }

  /** What the warehouse holds, asked as a client on this machine does it. */
  async function rows(address: Address, sql: string): Promise<string> {
    const { host, port, user, database, passwordFile } = address.warehouse ?? {};
    const psql = [
      "psql",
      "-wqXAt",
      "-h",
      `${host}`,
      "-p",
      `${port}`,
      "-U",
      `${user}`,
      `${database}`,
      "-c",
      sql,
    ] as const;
    return (await platform.run(psql, { PGPASSFILE: passwordFile })).stdout.trim();
  }

  describe.each(lines)("Airflow %s", (line) => {
    let address: Address;

    beforeAll(async () => {
      engine.docker("tag", `${name}-${line}:latest`, "layer1-airflow:latest");
      const words = ["datakit", "new", pkg(line), "--into", platform.home, "--airflow", line.slice(0, 1)];
      const created = await adp(words, { env: { HOME: platform.home } });
      expect(created.code, created.stderr).toBe(0);
      writeCheckedDags(kit(line));
      writeFileSync(join(kit(line), "dags", "waiting.py"), waiting);
      writeFileSync(join(kit(line), "dags", "named.py"), named);
      useSecretsBackend();
      // What the program leaves behind is what Airflow starts with, so that this line needs no second start.
      if (line === "3.3") await programAlone();
      address = await made<Address>(line, "start");
    });

    /** Airflow's metadata database is made and migrated for it, keeps what it wrote, and ends with it. */
    async function programAlone(): Promise<void> {
      const program =
        "python -c \"import os; print(os.environ['KRB5CCNAME'], 1 + 1)\" && airflow variables set size 7";
      const done = await dev(line, "exec", "sh", "-c", program);
      expect([done.code, done.stdout], done.stderr).toEqual([
        0,
        expect.stringMatching(/^\/krb5\/cache\/krb5cc 2$/m),
      ]);
      expect(engine.docker("ps", "--all", "--format", "{{.Names}}")).toBe("platform-warehouse-warehouse-1");
    }

    async function starterDagRuns(): Promise<void> {
      expect(await made<DagResult>(line, "run", `${pkg(line)}_example`)).toMatchObject({ state: "success" });
      expect(await rows(address, `select count(*) from ${pkg(line)}.customer`)).toBe("3");
    }

    /** A secrets backend as a company has one, in which no connection is yet. */
    function useSecretsBackend(): void {
      writeFileSync(join(kit(line), "include", "connections.json"), "{}");
      const backend = [
        "AIRFLOW__SECRETS__BACKEND=airflow.secrets.local_filesystem.LocalFilesystemBackend",
        `AIRFLOW__SECRETS__BACKEND_KWARGS='{"connections_file_path": "/usr/local/airflow/include/connections.json"}'`,
      ];
      appendFileSync(join(kit(line), ".env"), `\n${backend.join("\n")}\n`);
    }

    test("start takes Docker, since Layer 1 is here, and starts a warehouse for it", async () => {
      expect(address).toMatchObject({
        engine: "docker",
        line,
        user: "admin",
        warehouse: { host: "127.0.0.1" },
      });
      const dags = [`${pkg(line)}_example`, "mapped", "named", "sized", "waiting"];
      // Airflow is healthy before it has read every file.
      await untilRead((...words) => dev(line, ...words), dags);
      const status = await made<Status>(line, "status");
      expect(status).toMatchObject({ engine: "docker", state: "healthy", url: address.url });
      const own = ["postgres", "scheduler", "triggerer", "web", ...(line === "3.3" ? ["dag-processor"] : [])];
      expect(status.services.map((service) => service.name)).toEqual(own.sort());
      expect(status.dags).toEqual({ dags: dags.map((id) => ({ dag: id, paused: true })), importErrors: [] });
      const listed = document<unknown[]>(await platform.adp(["dev", "list", "--json"]));
      expect(listed).toEqual([
        { datakit: kit(line), engine: "docker", state: "healthy", line, url: address.url, ended: [] },
      ]);
    });

    test("the starter DAG writes to the warehouse", async () => {
      await starterDagRuns();
      const logs = await dev(line, "logs", "load");
      expect([logs.code, logs.stdout]).toEqual([0, expect.stringMatching(/load|Task/)]);
    });

    test("a company's own secrets backend comes before the platform, for a task, too", async () => {
      const file = join(kit(line), "include", "connections.json");
      writeFileSync(file, '{"warehouse": "postgres://us@db.company.com:5433/sales"}');
      const found = await dev(line, "airflow", "connections", "get", "warehouse", "-o", "plain");
      expect([found.code, found.stdout], found.stderr).toEqual([
        0,
        expect.stringContaining("db.company.com"),
      ]);
      expect(await made<DagResult>(line, "run", "named")).toMatchObject({ state: "success" });
      expect((await dev(line, "logs", "named.spill")).stdout).toContain("the host is db.company.com");
      writeFileSync(file, "{}");
      expect(await made<DagResult>(line, "run", "named")).toMatchObject({ state: "success" });
      expect((await dev(line, "logs", "named.spill")).stdout).toContain("the host is platform-warehouse");
    });

    const checked = () => ({
      ...{ kit: kit(line), name: pkg(line) },
      dev: (...words: string[]) => dev(line, ...words),
    });
    // Programs run in the scheduler's container in one way on both lines; Airflow's answers and logs differ.
    if (line === "2.9") checkPrograms(checked);
    checkRuns(checked);

    if (line === "3.3")
      test("the metadata database is migrated once, and again where nobody knows who did it", () => {
        const of = (service: string) =>
          engine.docker("ps", "--all", "--quiet", "--filter", `label=com.docker.compose.service=${service}`);
        const migration = of("db-migration");
        // The program before the start did it.
        expect(engine.docker("logs", migration)).toBe("");
        const sql = "comment on database postgres is null";
        engine.docker("exec", of("postgres"), "psql", "-qX", "-h", "/tmp", "-c", sql);
        expect(engine.docker("start", "--attach", migration)).toMatch(/migrat/i);
        expect(engine.docker("start", "--attach", migration)).toBe("");
      });

    if (line === "3.3")
      test("what a program wrote before Airflow ran is there", async () => {
        expect((await dev(line, "airflow", "variables", "get", "size")).stdout).toMatch(/^7$/m);
      });

    test("logs --follow shows what a service and a task add, until Ctrl-C", async () => {
      const follow = (name: string) => {
        const words = ["dev", "logs", "--datakit", kit(line), "--follow", "--lines", "1", name];
        const program = join(platform.clone, "packages/adp/dist/adp.mjs");
        return new Terminal(within([process.execPath, program, ...words]), {
          cwd: platform.clone,
          env: platform.env,
        });
      };
      const web = follow("web");
      try {
        await web.shows(/\n/);
        await platform.run(["curl", "-s", "-o", "/dev/null", `${address.url}/followed-by-nobody`]);
        await web.shows(/followed-by-nobody/);
        web.type("\u0003");
        expect(await web.ended()).toBe(0);
      } finally {
        web.close();
      }
      const running = dev(line, "run", "waiting");
      const seen = async () => /it waits/.test((await dev(line, "logs", "spill")).stdout);
      await until("the log of the task", seen);
      const task = follow("waiting.spill");
      try {
        await task.shows(/waits/);
        writeFileSync(join(kit(line), "include", "go"), "");
        await task.shows(/it goes on/);
        task.type("\u0003");
        expect(await task.ended()).toBe(0);
      } finally {
        task.close();
      }
      expect((await running).code).toBe(0);
    });

    test("another user of this machine opens nothing: Airflow's page asks for a password, and no password stands in an inspection", async () => {
      const page = `${address.url}${line === "3.3" ? "/api/v2/dags" : "/api/v1/dags"}`;
      const ask = ["curl", "-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", page] as const;
      expect((await platform.run(ask)).stdout).toMatch(/40[13]/);
      const shown = engine.docker("inspect", ...engine.docker("ps", "--quiet").split("\n"));
      const admin = await platform.run(["cat", address.passwordFile]);
      const warehouse = await platform.run(["cut", "-d:", "-f5", address.warehouse?.passwordFile ?? ""]);
      for (const { stdout } of [admin, warehouse]) {
        expect(stdout.trim()).toMatch(/^[\w-]{32}$/);
        expect(shown).not.toContain(stdout.trim());
      }
    });

    test("stop: nothing of the datakit runs, and the warehouse goes on", async () => {
      expect((await dev(line, "stop")).stdout).toMatch(/^Stopped: /);
      expect((await dev(line, "stop")).stdout).toBe("Nothing was running.\n");
      expect(await made<Status>(line, "status")).toMatchObject({ state: "stopped" });
      const refused = await dev(line, "run", `${pkg(line)}_example`);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("ADP-RUN-004")]);
      expect((await platform.adp(["dev", "list"])).stdout).toBe("No datakit runs.\n");
      expect(engine.docker("ps", "--all", "--format", "{{.Names}}")).toBe("platform-warehouse-warehouse-1");
    });

    if (line === "3.3") return;

    test("a program without an Airflow that runs: what it needs is started, and stopped again", programAlone);

    test("start again: the same address, the same rows", async () => {
      expect((await made<Address>(line, "start")).url).toBe(address.url);
      const service = "label=com.docker.compose.service=db-migration";
      expect(engine.docker("logs", engine.docker("ps", "--all", "--quiet", "--filter", service))).toBe("");
      expect((await dev(line, "airflow", "variables", "get", "size")).stdout).toMatch(/^7$/m);
      // The DAG itself finds its table, and nothing in it to change.
      await starterDagRuns();
      const history = `select count(*) from ${pkg(line)}.customer_history`;
      const sql = await made<{ rows: string[][] }[]>(line, "sql", history);
      expect(sql[0]?.rows).toEqual([["0"]]);
      expect((await platform.adp(["dev", "stop", "--all"])).stdout).toMatch(/^Stopped: /);
      expect((await platform.adp(["dev", "list"])).stdout).toBe("No datakit runs.\n");
      expect((await dev(line, "reset", "--yes")).stdout).toMatch(
        /^Deleted .* The tables stay in the warehouse\.$/m,
      );
      expect(await rows(address, `select count(*) from ${pkg(line)}.customer`)).toBe("3");
    });
  });
  describe("the flights, with dbt and Spark in containers", () => {
    const flights = () => join(platform.home, "flights");
    let giveBack: (() => void) | undefined;

    beforeAll(async () => {
      engine.docker("tag", `${name}-3.3:latest`, "layer1-airflow:latest");
      giveBack = keepRunnerImages(layer1.engine);
      for (const runner of ["dbt", "spark"]) await buildRunner(layer1, runner);
      await engine.load(["dbt-runner:latest", "spark-runner:latest", images.sharer]);
      engine.docker("tag", images.sharer, "layer1-ticket-sharer:latest");
      copyExample("nyc-flights-incremental", flights());
      useProxy(flights());
      const source = [await flightsPackage(root), "--to", join(flights(), "include", "source")];
      const deliver = ["python3", "-m", "nyc_flights.source", "--package", ...source] as const;
      const dags = { PYTHONPATH: join(flights(), "dags") };
      const delivered = await platform.run([...deliver, "--day", "1", "--months", "2"], dags);
      expect(delivered.code, delivered.stderr).toBe(0);
      const started = await byRunners("start");
      expect(started.code, started.stdout + started.stderr).toBe(0);
    });
    afterAll(() => giveBack?.());

    const byRunners = (...words: string[]) => {
      const socket = { ENGINE_SOCKET: join(engine.folder, "docker.sock") };
      return platform.adp(
        ["dev", words[0] ?? "", "--datakit", flights(), ...words.slice(1)],
        socket,
        700_000,
      );
    };

    test("the flights' own DAG: two months of the source are in the warehouse", async () => {
      await works(byRunners, "run", "nyc_flights_incremental");
      // January lacks the day at LaGuardia that day two delivers. The books compare each figure of the layers.
      expect(await works(byRunners, "sql", "select count(*) from silver.flight")).toMatch(/\b51\d{3}\b/);
    });

    checkFlightsByRunners(() => ({ engine, dev: byRunners }));
  });

  test("a Layer 1 of the other generation is refused", async () => {
    for (const [datakit, layer1] of [
      ["2.9", "3.3"],
      ["3.3", "2.9"],
    ] as const) {
      engine.docker("tag", `${name}-${layer1}:latest`, "layer1-airflow:latest");
      const other = await dev(datakit, "start");
      expect([other.code, other.stderr]).toEqual([64, expect.stringContaining("ADP-DEV-006")]);
      expect(other.stderr).toContain("layer1 use TAG");
    }
    engine.docker("rmi", "layer1-airflow:latest");
    const none = await dev("3.3", "start");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("ADP-DEV-005")]);
  });
});

const waiting = dag(
  "waiting",
  `import os, time
        print("it waits", flush=True)
        while not os.path.exists("/usr/local/airflow/include/go"):
            time.sleep(0.2)
        print("it goes on", flush=True)`,
);

const named = dag(
  "named",
  `try:
            from airflow.sdk import BaseHook
        except ImportError:
            from airflow.hooks.base import BaseHook
        print("the host is", BaseHook.get_connection("warehouse").host)`,
);
