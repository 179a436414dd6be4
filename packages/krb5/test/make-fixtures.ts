import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MitKdc, SambaAd } from "../../../e2e/world/kerberos/index.ts";
import { run } from "../../../e2e/world/lib/index.ts";
import { fixtureNames } from "./fixtures.ts";

/**
 * Makes the caches of test/fixtures again, with what klist prints for each beside it:
 *   npx tsx packages/krb5/test/make-fixtures.ts
 * Needs root, krb5-user, krb5-kdc, krb5-admin-server and samba. HEIMDAL_KINIT is the path of Heimdal's kinit
 * (its package conflicts with krb5-user: `apt-get download heimdal-clients` and unpack it with `dpkg -x`).
 */
const folder = process.argv[2] ?? "packages/krb5/test/fixtures";

const path = (name: string) => join(folder, `${name}.ccache`);

async function describe(name: string): Promise<void> {
  const text = await run(["klist", "-f", "-c", path(name)], { env: { TZ: "UTC", KRB5_CONFIG: "/dev/null" } });
  writeFileSync(join(folder, `${name}.klist.txt`), text.replace(/^Ticket cache: .*\n/, ""));
}

async function mit(): Promise<void> {
  const kdc = await MitKdc.start({
    users: { alice: "alicepw", zoë: "zoepw" },
    services: ["postgres/localhost", "krbtgt/OTHER.TEST"],
  });
  try {
    const config = join(kdc.folder, "krb5.conf");
    const plain = readFileSync(config, "utf8");
    for (const version of [1, 2, 3, 4]) {
      writeFileSync(config, plain.replace("[libdefaults]", `[libdefaults]\n  ccache_type = ${version}`));
      await kdc.kinit(path(`mit-v${version}`), { args: ["-r", "7d"] });
      await run(["kvno", "-q", "-c", path(`mit-v${version}`), "postgres/localhost"], { env: kdc.env });
    }
    await kdc.kinit(path("mit-service-only"), { args: ["-S", "postgres/localhost"] });
    await kdc.kinit(path("mit-cross-realm-only"), { args: ["-S", "krbtgt/OTHER.TEST"] });
    await kdc.kinit(path("mit-postdated"), { args: ["-s", "1h"] });
    await kdc.kinit(path("mit-utf8"), { user: "zoë", password: "zoepw" });
    const heimdal = process.env.HEIMDAL_KINIT;
    if (heimdal === undefined) throw new Error("HEIMDAL_KINIT is not set");
    writeFileSync(join(kdc.folder, "password"), "alicepw\n");
    await run(
      [heimdal, `--password-file=${kdc.folder}/password`, "-f", "-c", path("heimdal"), "alice@EXAMPLE.TEST"],
      {
        env: kdc.env,
      },
    );
  } finally {
    await kdc.stop();
  }
}

async function samba(): Promise<void> {
  const ad = await SambaAd.start({ services: { "MSSQLSvc/db.corp.example:1433": "sqlsvc" } });
  try {
    await ad.kinit(path("samba-ad"), { args: ["-C"] });
    await ad.run(["kvno", "-q", "-c", path("samba-ad"), "MSSQLSvc/db.corp.example:1433"]);
  } finally {
    await ad.stop();
  }
}

await mit();
await samba();
for (const name of fixtureNames) await describe(name);
