// A real kinit on the host shows up in a second Compose stack's container, which logs in with it to a PostgreSQL that
// accepts nothing but Kerberos, and gets a ticket for a SQL Server's name. With an Active Directory domain controller.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noEngine } from "./world/docker/engine.ts";
import { platformImages } from "./world/docker/images.ts";
import { type Datakit, Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { type Argv, KerberosPostgres, SambaAd, skipReason, until } from "./world/kerberos/index.ts";

const skip = skipReason("client", "samba", "postgres") ?? noEngine() ?? noPrivateEngine();
const sqlServer = "MSSQLSvc/db.corp.example:1433";

describe.skipIf(skip !== undefined)(`a ticket of Active Directory${skip ? ` (${skip})` : ""}`, () => {
  let domain: SambaAd;
  let database: KerberosPostgres;
  let engine: PrivateEngine;
  let platform: Platform;
  let datakit: Datakit;
  let cache: string;

  beforeAll(async () => {
    domain = await SambaAd.start({ services: { "postgres/localhost": "pgsvc", [sqlServer]: "sqlsvc" } });
    const krb5Config = domain.env.KRB5_CONFIG ?? "";
    const within = (argv: Argv) => domain.command(argv);
    const keytab = await domain.keytab("pgsvc");
    const { realm } = domain;
    database = await KerberosPostgres.start({ realm, keytab, krb5Config, users: ["alice"], within });
    const images = await platformImages();
    // The engine runs where the domain controller is, so that its containers' host network is the controller's.
    engine = await PrivateEngine.start({
      images: [images.sharer, images.datakit],
      within,
    });
    platform = new Platform({ engine, images, within, env: { KRB5_CONFIG: krb5Config } });
    cache = join(platform.folder("cc"), "krb5cc");
    datakit = platform.datakit("customer-360", krb5Config);
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await database?.stop();
    await domain?.stop();
  });

  test("kinit on the host, and the container logs in, by Kerberos", async () => {
    const start = await platform.make("platform-start", { KRB5CCNAME: cache });
    expect(start.code, start.stderr).toBe(0);
    const up = await datakit.up();
    expect(up.code, up.stderr).toBe(0);
    expect((await datakit.login(database.port, "alice")).code).not.toBe(0);

    await domain.kinit(cache);
    await until("the ticket in the container", async () => (await datakit.exec(["klist", "-s"])).code === 0, {
      timeoutMs: 5000,
    });
    const login = await datakit.login(database.port, "alice");
    expect(login.stdout.trim(), login.stderr).toBe("alice by true");
  });

  test("the container gets a ticket for SQL Server's name, and is refused one that nobody registered", async () => {
    // The mount is read-only: the service's ticket goes elsewhere.
    const ask = (name: string) => datakit.exec(["kvno", "--out-cache", "/tmp/services", name]);
    const known = await ask(sqlServer);
    expect(known.stdout, known.stderr).toMatch(/MSSQLSvc\/db\.corp\.example:1433@CORP\.EXAMPLE: kvno = \d+/);
    const unknown = await ask("MSSQLSvc/other.corp.example:1433");
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(/not found in Kerberos database/),
    ]);
  });
});
