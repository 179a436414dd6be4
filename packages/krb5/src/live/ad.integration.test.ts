import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KerberosPostgres, SambaAd } from "../../../../e2e/world/kerberos/index.ts";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { judge, parseCcache, serializeCcache, tickets } from "../index.ts";

const skip = skipReason("client", "samba", "postgres");
const sqlServer = "MSSQLSvc/db.corp.example:1433";

describe.skipIf(skip !== undefined)(
  `an Active Directory domain controller${skip ? ` (${skip})` : ""}`,
  () => {
    let ad: SambaAd;
    let cache: string;

    beforeAll(async () => {
      ad = await SambaAd.start({ services: { [sqlServer]: "sqlsvc", "postgres/localhost": "pgsvc" } });
      cache = join(ad.folder, "krb5cc");
      await ad.kinit(`FILE:${cache}`, { args: ["-C"] });
      await ad.run(["kvno", "-q", "-c", `FILE:${cache}`, sqlServer]);
    });
    afterAll(() => ad?.stop());

    it("gives tickets that are read, judged and written back to the byte", () => {
      const bytes = readFileSync(cache);
      const read = parseCcache(bytes);
      expect(tickets(read).map(({ server }) => String(server))).toEqual([
        "krbtgt/CORP.EXAMPLE@CORP.EXAMPLE",
        `${sqlServer}@CORP.EXAMPLE`,
      ]);
      expect(judge(read, { now: new Date() })).toMatchObject({
        usable: true,
        realm: "CORP.EXAMPLE",
        ticket: { forwardable: true, initial: true },
      });
      expect(Buffer.from(serializeCcache(read)).equals(bytes)).toBe(true);
    });

    it("logs in to a PostgreSQL with a cache that was written here", async () => {
      const database = await KerberosPostgres.start({
        realm: ad.realm,
        keytab: await ad.keytab("pgsvc"),
        krb5Config: join(ad.folder, "krb5.conf"),
        users: ["alice"],
        within: (argv) => ad.command(argv),
      });
      try {
        const copy = join(ad.folder, "copy");
        writeFileSync(copy, serializeCcache(parseCcache(readFileSync(cache)), { version: 3 }), {
          mode: 0o600,
        });
        expect(await database.login("alice", `FILE:${copy}`)).toBe("alice\n");
      } finally {
        await database.stop();
      }
    });
  },
);
