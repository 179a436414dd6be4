// A real kinit on the host shows up in a second Compose stack's container, which logs in with it to a PostgreSQL that
// accepts nothing but Kerberos. With an MIT KDC; ticket-ad.test.ts does the same with Active Directory.
// @suite 40 s
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus } from "../packages/adp/src/platform/index.ts";
import type { TicketReport, TicketTest } from "../packages/adp/src/ticket/index.ts";
import { document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { type Datakit, Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { KerberosPostgres, MitKdc } from "./world/kerberos/index.ts";
import { type Argv, NetworkNamespace, skipReason, until } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc", "postgres") ?? noEngine() ?? noPrivateEngine();

describe.skipIf(skip !== undefined)(`a ticket of an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let database: KerberosPostgres;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  let datakit: Datakit;
  let cache: string;

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("mit");
    const within = (argv: Argv) => namespace.within(argv);
    kdc = await MitKdc.start({ services: ["postgres/localhost"], namespace });
    const keytab = await kdc.keytab("postgres/localhost");
    const krb5Config = kdc.env.KRB5_CONFIG ?? "";
    const { realm } = kdc;
    database = await KerberosPostgres.start({ realm, keytab, krb5Config, users: ["alice"], within });
    images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer, images.datakit], within });
    platform = new Platform({ engine, images, within, env: { KRB5_CONFIG: krb5Config } });
    cache = join(platform.folder("cc"), "krb5cc");
    datakit = platform.datakit("customer-360", krb5Config);
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await database?.stop();
    await kdc?.stop();
    await namespace?.remove();
  });

  test("before there is a ticket, start says how to get one, and no login works", async () => {
    const start = await platform.make("platform-start", { KRB5CCNAME: cache });
    expect(start.code, start.stderr).toBe(0);
    expect(start.stdout).toMatch(/waits for a ticket/);
    expect(start.stdout).toMatch(/kinit/);
    const up = await datakit.up();
    expect(up.code, up.stderr).toBe(0);
    expect((await datakit.login(database.port, "alice")).code).not.toBe(0);
    const test = await platform.adp(["ticket", "test", "--json"], { KRB5CCNAME: cache });
    expect(document<TicketTest>(test).error).toMatchObject({
      code: "ADP-TKT-005",
      next: [{ either: [[{ run: "kinit" }], expect.anything()] }],
    });
  });

  test("kinit on the host, and the container logs in, by Kerberos", async () => {
    await kdc.kinit(cache);
    await until("the ticket in the container", async () => (await datakit.exec(["klist", "-s"])).code === 0);
    const login = await datakit.login(database.port, "alice");
    expect(login.stdout.trim(), login.stderr).toBe("alice by true");
    // The status follows the ticket.
    const status = () => platform.adp(["platform", "status", "--json"], { KRB5CCNAME: cache });
    await until("the status", async () => document<PlatformStatus>(await status()).sharing);
    const start = await platform.make("platform-start", { KRB5CCNAME: cache });
    expect(start.stdout).toMatch(/^The ticket of alice@EXAMPLE.TEST is shared until \d\d:\d\d/);
  });
  test("adp ticket test goes from the programs to a login out of the container, and names the first that fails", async () => {
    const server = `localhost:${database.port}`;
    const ask = (...args: string[]) => platform.adp(["ticket", "test", ...args], { KRB5CCNAME: cache });
    const whole = await ask("--postgres", server);
    expect(whole.code, whole.stdout + whole.stderr).toBe(0);
    expect(whole.stdout.split("\n").map((line) => line.slice(0, 31).trim())).toEqual([
      "ok      Kerberos programs",
      "ok      krb5.conf",
      "ok      DNS and clock",
      "ok      a ticket",
      "ok      the ticket is valid",
      "ok      the ticket is shared",
      "ok      containers can use it",
      "ok      a service's ticket",
      "ok      a login",
      "",
    ]);
    expect(whole.stdout).toContain(`${server} knows alice, by Kerberos`);

    const stranger = await ask("--postgres", server, "--user", "bob", "--json");
    expect(stranger.code).toBe(77);
    expect(document<TicketTest>(stranger)).toMatchObject({
      passed: false,
      error: { code: "ADP-TKT-011", evidence: expect.arrayContaining([expect.stringContaining("bob")]) },
    });
    const nowhere = await ask("--container", "no-such-container", "--json");
    expect(document<TicketTest>(nowhere).error).toMatchObject({ code: "ADP-TKT-008" });
  });

  test("adp ticket status says it on the host, and in a container that has Node", async () => {
    const host = document<TicketReport>(
      await platform.adp(["ticket", "status", "--json"], { KRB5CCNAME: cache }),
    );
    const principal = `alice@${kdc.realm}`;
    expect(host).toMatchObject({
      place: "host",
      usable: true,
      source: { origin: "KRB5CCNAME", principal },
      shared: { state: "shared", principal },
      next: [],
    });
    expect(host.readers?.map(({ finding, user, readOnly }) => [finding, user, readOnly])).toEqual([
      ["usable", "50000:0", true],
      ["usable", "50000:0", true],
    ]);

    // KRB5CCNAME names a cache that cannot be shared: the status shows what is shared, and why the name is wrong.
    const memory = { KRB5CCNAME: "MEMORY:" };
    const platformSays = document<PlatformStatus>(
      await platform.adp(["platform", "status", "--json"], memory),
    );
    const problem = expect.stringContaining("MEMORY:");
    expect(platformSays).toMatchObject({
      sharing: true,
      ticket: { principal },
      source: { name: "MEMORY:", origin: "KRB5CCNAME", problem },
    });
    const ticketSays = document<TicketReport>(await platform.adp(["ticket", "status", "--json"], memory));
    expect(ticketSays).toMatchObject({
      usable: true,
      source: { name: "MEMORY:", problem },
      shared: { principal },
      next: platformSays.next,
    });

    const inside = engine.docker(
      "run",
      "--rm",
      "--network=none",
      "--user=50000:0",
      "--env=KRB5CCNAME=/krb5/cache/krb5cc",
      "--volume=platform_kerberos_cache:/krb5/cache:ro,nocopy",
      `--volume=${platform.clone}:/platform:ro`,
      "--entrypoint=node",
      images.sharer,
      "/platform/packages/adp/dist/adp.mjs",
      "ticket",
      "status",
      "--json",
    );
    expect(JSON.parse(inside)).toMatchObject({
      place: "container",
      usable: true,
      source: { name: "FILE:/krb5/cache/krb5cc", principal },
      shared: { state: "shared", principal, usableUntil: host.shared.usableUntil },
    });
  });

  test("only Airflow's group can read the copy, and no container can write it", async () => {
    const form = await datakit.exec(["stat", "-c", "%a %u:%g %n", "/krb5/cache", "/krb5/cache/krb5cc"]);
    expect(form.stdout.trim().split("\n")).toEqual(["2770 0:0 /krb5/cache", "640 0:0 /krb5/cache/krb5cc"]);
    expect((await datakit.exec(["cat", "/krb5/cache/krb5cc"], "50000:50000")).stderr).toMatch(
      /Permission denied/,
    );
    expect((await datakit.exec(["touch", "/krb5/cache/x"], "0:0")).stderr).toMatch(/Read-only file system/);
  });

  test("platform status names the services, and ticket status the readers", async () => {
    const env = { KRB5CCNAME: cache };
    const status = document<PlatformStatus>(await platform.adp(["platform", "status", "--json"], env));
    expect(status).toMatchObject({
      sharing: true,
      ticket: { state: "shared", principal: "alice@EXAMPLE.TEST" },
      next: [],
      source: { route: "mount", watcher: false },
      container: { state: "running", network: "none", standIn: true },
      volume: { name: "platform_kerberos_cache", folder: "0:0:2770" },
    });
    const report = document<TicketReport>(await platform.adp(["ticket", "status", "--json"], env));
    const readers = report.readers?.map(({ name, readOnly, krb5ccname }) => [name, readOnly, krb5ccname]);
    expect(readers?.sort()).toEqual([
      ["customer-360-scheduler-1", true, "/krb5/cache/krb5cc"],
      ["customer-360-triggerer-1", true, "/krb5/cache/krb5cc"],
    ]);
    const logs = await platform.make("platform-logs", env);
    expect([logs.code, logs.stdout]).toEqual([
      0,
      expect.stringMatching(/^container {2}.*alice@EXAMPLE\.TEST/m),
    ]);
    const words = await platform.make("platform-status", env);
    expect(words.code).toBe(0);
    expect(words.stdout).toMatch(/^The ticket of alice@EXAMPLE\.TEST is shared until /);
  });

  test("a ticket that is gone, and one that ends sooner, take nothing away", async () => {
    // As kdestroy does it: the status says that the copy lives on, and what takes it away.
    rmSync(cache);
    const env = { KRB5CCNAME: cache };
    const words = await platform.adp(["ticket", "status"], env);
    expect(words.stdout).toMatch(
      /there is no ticket in it\nshared copy .*\n +it lives on .*\n[\s\S]*platform stop/,
    );
    const report = document<TicketReport>(await platform.adp(["ticket", "status", "--json"], env));
    expect(report).toMatchObject({ usable: true, shared: { state: "shared", outlivesSource: true } });
    await kdc.kinit(cache, { args: ["-l", "5m"] });
    await until("the sharer's refusal", async () => {
      const status = await platform.adp(["platform", "status", "--json"], { KRB5CCNAME: cache });
      return document<PlatformStatus>(status).problem !== undefined;
    });
    const healthy = await datakit.exec(["cat", "/krb5/cache/healthy"]);
    expect(Number(healthy.stdout)).toBeGreaterThan(Date.now() / 1000 + 3600);
    expect((await datakit.login(database.port, "alice")).code).toBe(0);
  });

  test("a stop takes the ticket away, and leaves everybody else's containers and the volume", async () => {
    const stop = await platform.make("platform-stop");
    expect(stop.stdout).toBe("The ticket sharer is stopped.\n");
    expect(await datakit.running()).toEqual(["scheduler", "triggerer"]);
    expect((await datakit.exec(["klist", "-s"])).code).not.toBe(0);
    expect(engine.docker("volume", "ls", "--quiet").split("\n").sort()).toEqual([
      "platform_kerberos_cache",
      "platform_warehouse_login",
    ]);
    const again = await platform.make("platform-stop");
    expect([again.code, again.stdout]).toEqual([0, "The ticket sharer was not running.\n"]);
    const status = await platform.make("platform-status", { KRB5CCNAME: cache });
    const test = await platform.adp(["ticket", "test", "--json"], { KRB5CCNAME: cache });
    expect(document<TicketTest>(test).error).toMatchObject({ code: "ADP-TKT-007" });
    expect(status.stdout).toMatch(/^The ticket sharer is not running: no ticket is shared\./);
  });
});
