// From Monday to Friday: the machine starts again, sleeps, somebody cleans up Docker, and `make platform-start` brings back
// what datakits need, says what was lost, and leaves other people's containers alone. On an engine of the test's own, where
// the real `docker system prune` may run.
// @suite ci, 240 s
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus, WarehouseStatus } from "../packages/adp/src/platform/index.ts";
import { document, processesOf } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { MitKdc } from "./world/kerberos/index.ts";
import { type Argv, NetworkNamespace, skipReason, until } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc") ?? noEngine() ?? noPrivateEngine();
const sharer = "platform-bootstrap-kerberos-ticket-sharer-1";
const warehouse = "platform-warehouse-warehouse-1";
const theirs = "somebody-elses";

describe.skipIf(skip !== undefined)(`Monday to Friday${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let cache: string;
  let connection = "";

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("week");
    const within = (argv: Argv) => namespace.within(argv);
    kdc = await MitKdc.start({ namespace });
    images = await platformImages();
    engine = await PrivateEngine.start({ images: ownImages(), within });
    const { KRB5_CONFIG = "" } = kdc.env;
    const env = { KRB5_CONFIG, IMAGE_POSTGRES: images.postgres, WAREHOUSE: "local" };
    platform = new Platform({ engine, images, within, env });
    // Beside other files, so that a process on the host copies the ticket.
    cache = join(platform.home, "krb5cc");
    await kdc.kinit(cache);
    engine.docker("network", "create", theirs);
    const command = ["sleep", "infinity"];
    const flags = ["--detach", `--name=${theirs}`, `--network=${theirs}`, `--volume=${theirs}:/data`];
    engine.docker("run", ...flags, "--restart=unless-stopped", images.datakit, ...command);
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await kdc?.stop();
    await namespace?.remove();
  });

  const ownImages = () => [images.sharer, images.datakit, images.postgres];

  type Answer = PlatformStatus & { warehouse: WarehouseStatus };

  /** What is typed each time, and that all is there after it. Gives what was said beside the answer. */
  async function started(): Promise<string> {
    const done = await platform.adp(["platform", "start", "--json"], { KRB5CCNAME: cache });
    expect(done.code, done.stderr).toBe(0);
    const answer = document<Answer>(done);
    expect(answer).toMatchObject({
      sharing: true,
      ticket: { principal: `alice@${kdc.realm}` },
      source: { route: "watch", watcher: true },
      volume: { folder: "0:0:2770" },
      warehouse: { container: { state: "running" }, address: { port: 15432 } },
    });
    expect(processesOf(join(platform.clone, ".adp/run/platform"))).toHaveLength(1);
    // As a datakit's container finds it: by the network, the two volumes, and nothing else.
    expect(inDatakit("klist")).toContain(`Default principal: alice@${kdc.realm}`);
    connection = answer.warehouse.connection ?? "";
    expect(ask("select 1")).toBe("1");
    return done.stderr;
  }

  function inDatakit(...argv: string[]): string {
    return engine.docker(
      ...["run", "--rm", "--network=airflow-data-platform", "--user=50000:0"],
      ...["--volume=platform_warehouse_login:/run/platform/warehouse:ro,nocopy"],
      ...["--volume=platform_kerberos_cache:/krb5/cache:ro,nocopy", "--env=KRB5CCNAME=/krb5/cache/krb5cc"],
      ...[images.datakit, ...argv],
    );
  }

  function ask(sql: string): string {
    // The connection that datakits get. With a ticket and no KDC in reach, it must not wait for one.
    return inDatakit("psql", "-wqXAt", connection, "-c", sql);
  }

  const containers = () => engine.docker("ps", "--quiet", "--no-trunc").split("\n").sort();
  const status = async () =>
    document<Answer>(await platform.adp(["platform", "status", "--json"], { KRB5CCNAME: cache }));
  const theirContainer = () =>
    engine.docker("inspect", "--format", "{{.Id}} {{.State.Status}} {{.RestartCount}}", theirs);

  test("Monday: start; start again changes nothing; stop, stop, start", async () => {
    await started();
    ask("create table kept (a int); insert into kept values (1)");
    const before = containers();
    await started();
    expect(containers()).toEqual(before);
    const stop = async () => document(await platform.adp(["platform", "stop", "--json"]));
    expect(await stop()).toEqual({ stopped: true, warehouse: true, mocks: false });
    expect(await stop()).toEqual({ stopped: false, warehouse: false, mocks: false });
    expect(containers()).toEqual(before.filter((id) => theirContainer().startsWith(id)));
    await started();
    expect(ask("select a from kept")).toBe("1");
  });

  test("Tuesday: the machine starts again, without the process on the host and the ticket", async () => {
    for (const pid of processesOf(join(platform.clone, ".adp/run/platform"))) process.kill(pid, "SIGKILL");
    rmSync(cache);
    await engine.restart();
    // What the engine starts by itself waits; the status says what is missing.
    await until("the warehouse", async () => (await status()).warehouse.container?.state === "running");
    expect((await status()).source.watcher).toBe(false);
    await kdc.kinit(cache);
    await started();
    expect(ask("select a from kept")).toBe("1");
  });

  test("Wednesday: a sleep that outlasts the ticket", async () => {
    // A ticket that ends sooner is shared only where none is.
    await platform.adp(["platform", "stop"]);
    await until("a short ticket that is shared", async () => {
      await kdc.kinit(cache, { args: ["-l", "20s"] });
      await platform.adp(["platform", "start"], { KRB5CCNAME: cache });
      return (await status()).sharing;
    });
    // Whatever runs stands still, and the clock goes on: a sleep, as it looks from inside.
    const asleep = processesOf(join(platform.clone, ".adp/run/platform"));
    engine.docker("pause", sharer, warehouse);
    for (const pid of asleep) process.kill(pid, "SIGSTOP");
    const ended = () =>
      kdc
        .run(["klist", "-s", "-c", cache])
        .then(() => false)
        .catch(() => true);
    await until("the end of the ticket", ended, { timeoutMs: 60_000, everyMs: 500 });
    for (const pid of asleep) process.kill(pid, "SIGCONT");
    engine.docker("unpause", sharer, warehouse);
    await until("that it is known", async () => (await status()).ticket.state === "unusable");
    const waits = await platform.adp(["platform", "start"], { KRB5CCNAME: cache });
    expect([waits.code, waits.stdout]).toEqual([0, expect.stringContaining("kinit")]);
    await kdc.kinit(cache);
    await until("the next ticket", async () => (await status()).sharing);
    await started();
    expect(ask("select a from kept")).toBe("1");
  });

  test.each([
    ["the containers", () => engine.docker("rm", "--force", sharer, warehouse)],
    [
      "the network, while the containers are stopped",
      () => {
        engine.docker("stop", sharer, warehouse);
        engine.docker("network", "rm", "airflow-data-platform");
      },
    ],
    [
      "the volumes with ticket and login",
      () => {
        engine.docker("rm", "--force", sharer);
        engine.docker("volume", "rm", "platform_kerberos_cache", "platform_warehouse_login");
      },
    ],
  ])("Thursday: somebody removed %s", async (_, remove) => {
    remove();
    expect(await started()).not.toMatch(/gone/);
    expect(ask("select a from kept")).toBe("1");
  });

  test("Friday: docker system prune --all --volumes and docker volume prune --all take nothing that runs", async () => {
    const before = containers();
    prune();
    expect(await started()).not.toMatch(/gone/);
    expect(containers()).toEqual(before);
    expect(ask("select a from kept")).toBe("1");
  });

  test("Friday evening: the same after make platform-stop takes all, and the next start says what was lost, also where it fails", async () => {
    const their = theirContainer();
    await platform.adp(["platform", "stop"]);
    prune();
    const left = engine.docker("volume", "ls", "--quiet") + engine.docker("network", "ls", "--quiet");
    expect(left).not.toMatch(/platform/);
    expect(engine.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).toBe(images.datakit);
    // No registry has the images of this test.
    const none = await platform.adp(["platform", "start"], { KRB5CCNAME: cache });
    expect(none.code, none.stderr).toBe(2);
    expect(none.stderr).toContain(images.postgres);
    expect(none.stderr).toMatch(
      /The warehouse's tables are gone: its volume platform_warehouse_data was removed/,
    );
    await engine.load(ownImages());
    await started();
    expect(ask("select to_regclass('kept') is null")).toBe("t");
    expect(await started()).not.toMatch(/gone/);
    expect(theirContainer()).toBe(their);
  });

  function prune(): void {
    engine.docker("system", "prune", "--all", "--volumes", "--force");
    engine.docker("volume", "prune", "--all", "--force");
  }
});
