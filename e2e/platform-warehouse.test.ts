// The warehouse of the datakits that have no other: `platform start` makes it, a datakit's container reaches it by its
// password file, and nobody else learns the password. On a stand-in for the image of PostgreSQL (Debian's own, 15).
// @suite ci, 60 s
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus, WarehouseStatus } from "../packages/adp/src/platform/index.ts";
import { document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { type Argv, NetworkNamespace, skipReason, start as startService, until } from "./world/lib/index.ts";

const skip = skipReason("client") ?? noEngine() ?? noPrivateEngine();
const wanted = { WAREHOUSE: "local" };

describe.skipIf(skip !== undefined)(`the warehouse on Docker${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("warehouse");
    images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer, images.datakit, images.postgres], within });
    platform = new Platform({ engine, images, within, env: { IMAGE_POSTGRES: images.postgres } });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await namespace?.remove();
  });

  type Answer = PlatformStatus & { warehouse: WarehouseStatus };
  async function start(env: Record<string, string> = wanted): Promise<Answer> {
    const done = await platform.adp(["platform", "start", "--json"], env);
    expect(done.code, done.stderr).toBe(0);
    return document<Answer>(done);
  }

  /** A statement, as a task of a datakit runs it: Airflow's user, the connection and the mount of the override. */
  function ask(sql: string, user = "50000:0"): string {
    const connection =
      "host=platform-warehouse user=warehouse dbname=warehouse passfile=/run/platform/warehouse/pgpass";
    return engine.docker(
      ...["run", "--rm", "--network=airflow-data-platform", `--user=${user}`],
      ...["--volume=platform_warehouse_login:/run/platform/warehouse:ro,nocopy", images.datakit],
      ...["psql", "-wqXAt", connection, "-c", sql],
    );
  }

  const home = () => join(platform.home, ".local/state/airflow-data-platform/warehouse");
  const password = () => readFileSync(join(home(), "pgpass"), "utf8").trim().split(":").at(-1) ?? "";

  test("nobody asked for one: none runs, and what a datakit's override names is there", async () => {
    const { warehouse } = await start({});
    expect(warehouse).toEqual({ setting: "on-demand" });
    expect(engine.docker("network", "ls", "--format", "{{.Name}}")).toContain("airflow-data-platform");
    expect(engine.docker("volume", "ls", "--format", "{{.Name}}").split("\n").sort()).toEqual([
      "platform_kerberos_cache",
      "platform_warehouse_login",
    ]);
    expect(readFileSync(join(home(), "airflow.env"), "utf8")).toBe("AIRFLOW_CONN_WAREHOUSE\n");
  });

  test("WAREHOUSE=local: a container of Airflow's user logs in, by a file that only it may read", async () => {
    const { warehouse } = await start();
    expect(warehouse).toMatchObject({
      setting: "local",
      connection: expect.stringContaining("passfile=/run/platform/warehouse/pgpass"),
      container: { state: "running" },
      address: { host: "127.0.0.1", port: 15432 },
    });
    expect(
      ask("create table kept (a int); insert into kept values (1); select current_user, count(*) from kept"),
    ).toBe("warehouse|1");
    const mount = "platform_warehouse_login:/l:ro,nocopy";
    const look = ["--volume", mount, images.datakit, "stat", "-c", "%u:%g %a", "/l/pgpass"];
    expect(engine.docker("run", "--rm", "--network=none", ...look)).toBe("50000:0 400");
    expect(() => ask("select 1", "50001:0")).toThrow(/fe_sendauth: no password supplied/);
    expect(statSync(join(home(), "pgpass")).mode & 0o777).toBe(0o600);
  });

  test("the server's container can do nothing else, and its superuser has no password and no network", () => {
    const [facts] = JSON.parse(engine.docker("container", "inspect", "platform-warehouse-warehouse-1"));
    expect(facts.HostConfig).toMatchObject({
      CapDrop: ["ALL"],
      ReadonlyRootfs: true,
      SecurityOpt: ["no-new-privileges:true"],
    });
    expect(facts.NetworkSettings.Ports["5432/tcp"]).toEqual([{ HostIp: "127.0.0.1", HostPort: "15432" }]);
    const asSuperuser = "host=platform-warehouse user=postgres dbname=postgres password=x";
    const run = ["run", "--rm", "--network=airflow-data-platform", images.datakit, "psql", "-wqXAt"];
    expect(() => engine.docker(...run, asSuperuser, "-c", "select 1")).toThrow(/no pg_hba.conf entry/);
    expect(
      ask("select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user"),
    ).toBe("f");
  });

  test("the password stands in no environment, argument list, label or log that docker shows", async () => {
    const ids = engine.docker("ps", "--all", "--quiet").split("\n");
    const shown = engine.docker("inspect", ...ids) + engine.docker("logs", "platform-warehouse-warehouse-1");
    expect(password()).toMatch(/^[\w-]{32}$/);
    expect(shown).toContain("platform_warehouse_data");
    expect(shown).not.toContain(password());
    const status = await platform.adp(["platform", "status", "--json"], wanted);
    expect(status.stdout + status.stderr).not.toContain(password());
  });

  test("start, stop, start: the same password, port and rows; a stranger on the port gets nothing, and another port is taken", async () => {
    const before = password();
    expect((await start()).warehouse.address?.port).toBe(15432);
    expect(ask("select count(*) from kept")).toBe("1");
    expect(document(await platform.adp(["platform", "stop", "--json"], wanted))).toMatchObject({
      warehouse: true,
    });
    expect(document(await platform.adp(["platform", "stop", "--json"], wanted))).toMatchObject({
      warehouse: false,
    });
    const stranger = within([
      process.execPath,
      "-e",
      `const s = require("node:net").createServer((c) => c.on("data", (d) => console.log(d.toString("hex")))); s.listen(15432, "127.0.0.1", () => console.log("listens"))`,
    ]);
    const log = join(platform.folder("stranger"), "log");
    const service = startService(stranger, log);
    try {
      await until("the stranger", () => readFileSync(log, "utf8").includes("listens"), { service });
      const { warehouse } = await start();
      expect(warehouse.address?.port).not.toBe(15432);
      expect([password(), ask("select count(*) from kept")]).toEqual([before, "1"]);
      expect(readFileSync(log, "utf8")).toBe("listens\n");
    } finally {
      await service.stop();
    }
  });

  test("what was removed is made again, and what was lost is said", async () => {
    await platform.adp(["platform", "stop"], wanted);
    engine.docker("volume", "rm", "platform_warehouse_data", "platform_warehouse_login");
    engine.docker("network", "rm", "airflow-data-platform");
    const again = await platform.adp(["platform", "start"], wanted);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toMatch(/tables are gone: its volume platform_warehouse_data was removed/);
    expect(ask("select to_regclass('kept') is null")).toBe("t");
    // Another person of this machine, or a lost home folder: the volume has the password.
    const before = password();
    rmSync(home(), { recursive: true });
    await start();
    expect(password()).toBe(before);
  });

  test("another one is named by one setting, and a datakit gets its address", async () => {
    const { warehouse } = await start({ WAREHOUSE: "postgres://me@db.corp.example/sales" });
    expect(warehouse).toMatchObject({ setting: "remote", connection: "postgres://me@db.corp.example/sales" });
    const bad = await platform.adp(["platform", "start"], {
      WAREHOUSE: "postgres://me:pw@db.corp.example/sales",
    });
    expect([bad.code, bad.stderr]).toEqual([64, expect.stringContaining("ADP-PLAT-005")]);
  });

  test("an image that is no PostgreSQL: ADP-PLAT-010", async () => {
    await platform.adp(["platform", "stop"], wanted);
    const none = await platform.adp(["platform", "start"], { ...wanted, IMAGE_POSTGRES: images.datakit });
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/ADP-PLAT-010[\s\S]*has no user postgres/);
  });
});
