// A real kinit on the host shows up in a second Compose stack's container, which logs in with it to a PostgreSQL that
// accepts nothing but Kerberos, and gets a ticket for a SQL Server's name. With an Active Directory domain controller.
// @suite ci, 50 s
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TicketReport, TicketTest } from "../packages/adp/src/ticket/index.ts";
import { document } from "./world/adp.ts";
import { noEngine } from "./world/docker/engine.ts";
import { platformImages } from "./world/docker/images.ts";
import { type Datakit, Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { KerberosPostgres, SambaAd } from "./world/kerberos/index.ts";
import { type Argv, skipReason, until } from "./world/lib/index.ts";

const skip = skipReason("client", "samba", "postgres") ?? noEngine() ?? noPrivateEngine();
const sqlServer = "MSSQLSvc/db.corp.example:1433";

describe.skipIf(skip !== undefined)(`a ticket of Active Directory${skip ? ` (${skip})` : ""}`, () => {
  let domain: SambaAd;
  let database: KerberosPostgres;
  let engine: PrivateEngine;
  let platform: Platform;
  let datakit: Datakit;
  let cache: string;
  let datakitImage: string;

  beforeAll(async () => {
    domain = await SambaAd.start({ services: { "postgres/localhost": "pgsvc", [sqlServer]: "sqlsvc" } });
    const krb5Config = domain.env.KRB5_CONFIG ?? "";
    const within = (argv: Argv) => domain.command(argv);
    const keytab = await domain.keytab("pgsvc");
    const { realm } = domain;
    database = await KerberosPostgres.start({ realm, keytab, krb5Config, users: ["alice"], within });
    const images = await platformImages();
    datakitImage = images.datakit;
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
    await until("the ticket in the container", async () => (await datakit.exec(["klist", "-s"])).code === 0);
    const login = await datakit.login(database.port, "alice");
    expect(login.stdout.trim(), login.stderr).toBe("alice by true");
  });

  test("the container gets a ticket for SQL Server's name, and is refused one that is not registered", async () => {
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

  test("adp ticket test drafts the mail to the DBA where SQL Server's name is missing", async () => {
    const ask = (...args: string[]) =>
      platform.adp(["ticket", "test", ...args, "--json"], { KRB5CCNAME: cache });
    const name = "MSSQLSvc/other.corp.example:1433";
    const missing = await ask("--spn", name);
    expect(missing.code).toBe(77);
    const { error, mail } = document<TicketTest>(missing);
    expect(error).toMatchObject({ code: "ADP-TKT-009" });
    expect(mail?.subject).toContain(name);
    expect(mail?.body).toContain(`setspn -S ${name} CORP\\SERVICE_ACCOUNT`);
    // SQL Server itself cannot run here: its name is known, and the container lacks the program that would log in.
    expect((await ask("--spn", sqlServer)).code).toBe(0);
  });

  test("a container of another group is reported, with the line that helps", async () => {
    const mount = "platform_kerberos_cache:/krb5/cache:ro,nocopy";
    const options = [
      "--detach",
      "--network=none",
      "--user=50000:50000",
      "--env=KRB5CCNAME=/krb5/cache/krb5cc",
    ];
    engine.docker("run", ...options, "--name=stranger", `--volume=${mount}`, datakitImage);
    const test = await platform.adp(["ticket", "test", "--container", "stranger", "--json"], {
      KRB5CCNAME: cache,
    });
    expect(document<TicketTest>(test).error).toMatchObject({
      code: "ADP-TKT-008",
      what: "stranger may not read the ticket.",
      next: [{ either: [[{ do: expect.stringContaining('user: "50000:0"') }], expect.anything()] }],
    });
    const status = document<TicketReport>(
      await platform.adp(["ticket", "status", "--json"], { KRB5CCNAME: cache }),
    );
    expect(status.readers?.find(({ name }) => name === "stranger")).toMatchObject({ finding: "denied" });
  });
});
