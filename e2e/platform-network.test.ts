// What needs the KDC: renewal, a keytab. Only then has the sharer a network; here it is the host's, as the KDC can be
// reached from the host only. And what it is without.
// @suite ci, 60 s
import { createHash } from "node:crypto";
import { appendFileSync, copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { PlatformStatus } from "../packages/adp/src/platform/index.ts";
import { document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { platformImages } from "./world/docker/images.ts";
import { type Datakit, Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { KerberosPostgres, MitKdc } from "./world/kerberos/index.ts";
import { type Argv, NetworkNamespace, PATIENCE_MS, run, skipReason, until } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc", "postgres") ?? noEngine() ?? noPrivateEngine();

/** What Docker keeps of its checks: the last five. */
interface Health {
  readonly Status: string;
  readonly Log: readonly { readonly Start: string; readonly End: string; readonly ExitCode: number }[];
}

describe.skipIf(skip !== undefined)(`a sharer with a network${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let kdc: MitKdc;
  let database: KerberosPostgres;
  let engine: PrivateEngine;
  let platform: Platform;
  let datakit: Datakit;
  let cache: string;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("net");
    kdc = await MitKdc.start({ services: ["postgres/localhost", "svc-airflow"], namespace });
    const keytab = await kdc.keytab("postgres/localhost");
    const krb5Config = kdc.env.KRB5_CONFIG ?? "";
    const { realm } = kdc;
    const users = ["alice", "svc-airflow"];
    database = await KerberosPostgres.start({ realm, keytab, krb5Config, users, within });
    const images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer, images.datakit], within });
    const env = { KRB5_CONFIG: krb5Config, TICKET_NETWORK: "host" };
    platform = new Platform({ engine, images, within, env });
    cache = join(platform.folder("cc"), "krb5cc");
    datakit = platform.datakit("sales", krb5Config);
  });
  afterEach(async () => {
    await platform?.adp(["platform", "stop"]);
    await kdc?.pause();
    await kdc?.resume();
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await database?.stop();
    await kdc?.stop();
    await namespace?.remove();
  });

  async function start(env: Record<string, string>): Promise<PlatformStatus> {
    const finished = await platform.adp(["platform", "start", "--json"], { KRB5CCNAME: cache, ...env });
    expect(finished.code, finished.stderr).toBe(0);
    return document<PlatformStatus>(finished);
  }

  test("without a wish for one it has no network and no rights, and Docker calls it unhealthy when the ticket ends", async () => {
    // Long enough for a slow start.
    await kdc.kinit(cache, { args: ["-l", "2m"] });
    const status = await start({});
    expect(status).toMatchObject({ sharing: true, container: { network: "none" } });
    const inspect = (what: string) =>
      engine.docker("inspect", "--format", `{{json ${what}}}`, "platform-bootstrap-kerberos-ticket-sharer-1");
    expect(JSON.parse(inspect(".HostConfig"))).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      NetworkMode: "none",
      Privileged: false,
    });
    expect(
      JSON.parse(inspect(".Mounts"))
        .map(({ Destination }: { Destination: string }) => Destination)
        .sort(),
    ).toEqual(["/krb5/cache", "/krb5/source"]);
    const health = (): Health => JSON.parse(inspect(".State.Health"));
    await until("the first check", () => health().Status === "healthy");
    const end = (status.ticket.usableUntil ?? 0) * 1000;
    // A check that does not finish in its three seconds is unhealthy, too, for the moment; its exit code is another.
    await until("the check after the end", () => health().Log.some(({ ExitCode }) => ExitCode === 1), {
      timeoutMs: Math.max(0, end - Date.now()) + PATIENCE_MS,
    });
    const { Status, Log } = health();
    expect(Status).toBe("unhealthy");
    for (const { Start, End, ExitCode } of Log) {
      if (ExitCode === 1) expect(Date.parse(End)).toBeGreaterThanOrEqual(end);
      if (ExitCode === 0) expect(Date.parse(Start)).toBeLessThan(end);
    }
  });

  test("renewal moves the end of the shared copy, and leaves the person's own alone", async () => {
    // Long enough for a slow start, and the half of it is waited for.
    await kdc.kinit(cache, { args: ["-l", "90s", "-r", "1h"] });
    const before = await run(["klist", "-c", cache], { env: kdc.env });
    const first = await start({ TICKET_RENEW: "true" });
    expect(first.ticket.usableUntil).toBeGreaterThan(Date.now() / 1000);
    let last = first;
    await until(
      "the renewed ticket",
      async () => {
        last = document<PlatformStatus>(
          await platform.adp(["platform", "status", "--json"], { KRB5CCNAME: cache }),
        );
        return (last.ticket.usableUntil ?? 0) > (first.ticket.usableUntil ?? 0);
      },
      { timeoutMs: PATIENCE_MS },
    );
    expect(last.sharing).toBe(true);
    expect(await run(["klist", "-c", cache], { env: kdc.env })).toBe(before);
  });

  test("a keytab stands in for a person", async () => {
    const keytab = await kdc.keytab("svc-airflow", join(platform.folder("keytab"), "svc.keytab"));
    const status = await start({ TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: `svc-airflow@${kdc.realm}` });
    expect(status).toMatchObject({ source: { route: "keytab" }, container: { network: "host" } });
    expect((await datakit.up()).code).toBe(0);
    await until("the ticket", async () => (await datakit.exec(["klist", "-s"])).code === 0);
    const login = await datakit.login(database.port, "svc-airflow");
    expect(login.stdout.trim(), login.stderr).toBe("svc-airflow by true");
  });

  test("a keytab that was replaced and a krb5.conf that was corrected are there after the next start", async () => {
    const folder = platform.folder("replaced");
    const keytab = await kdc.keytab("svc-airflow", join(folder, "svc.keytab"));
    const conf = join(folder, "krb5.conf");
    copyFileSync(kdc.env.KRB5_CONFIG ?? "", conf);
    const env = {
      TICKET_KEYTAB: keytab,
      TICKET_PRINCIPAL: `svc-airflow@${kdc.realm}`,
      KRB5_CONFIG: `${folder}/none:${conf}`,
    };
    await start(env);
    const containers = () => engine.docker("ps", "--quiet", "--filter", "name=kerberos-ticket-sharer");
    const before = containers();
    expect(await start(env)).toMatchObject({ sharing: true });
    expect(containers()).toBe(before);

    renameSync(await kdc.keytab("svc-airflow", `${keytab}.new`), keytab);
    appendFileSync(conf, "[appdefaults]\n corrected = yes\n");
    expect(await start(env)).toMatchObject({ sharing: true });
    const seen = (path: string) => engine.docker("exec", containers(), "sha256sum", path).split(" ")[0];
    const is = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(seen("/krb5/keytab")).toBe(is(keytab));
    expect(engine.docker("exec", containers(), "cat", "/krb5/config/krb5.conf")).toContain(
      " corrected = yes",
    );
  });
});
