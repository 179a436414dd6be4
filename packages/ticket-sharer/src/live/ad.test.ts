import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KerberosPostgres, SambaAd, skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { parseCcache, tickets } from "../../../krb5/src/index.ts";
import { at, skipUnlessFaketime, withClock } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const skip = skipReason("client", "samba", "postgres");
const noFaketime = skip ?? skipUnlessFaketime();
const sharer = useSharer();
type Wrap = (argv: readonly string[]) => readonly string[];
const mssql = "MSSQLSvc/db.corp.example:1433";

function servers(place: Place): string[] {
  return existsSync(place.copy)
    ? tickets(parseCcache(readFileSync(place.copy))).map(({ server }) => String(server))
    : [];
}

describe.skipIf(skip !== undefined)(
  `with an Active Directory domain controller${skip ? ` (${skip})` : ""}`,
  () => {
    let domain: SambaAd;
    let database: KerberosPostgres;

    beforeAll(async () => {
      domain = await SambaAd.start({ services: { "postgres/localhost": "pgsvc", [mssql]: "sqlsvc" } });
      database = await KerberosPostgres.start({
        realm: domain.realm,
        keytab: await domain.keytab("pgsvc"),
        krb5Config: join(domain.folder, "krb5.conf"),
        users: ["alice"],
        within: (argv) => domain.command(argv),
      });
    }, 60_000);
    afterAll(async () => {
      await database?.stop();
      await domain?.stop();
    });

    const start = (
      place: Place,
      more: Readonly<Record<string, string>> = {},
      { args = [], clock = (argv) => argv }: { args?: readonly string[]; clock?: Wrap } = {},
    ) =>
      sharer.start({
        env: { ...domain.env, ...at(place, more) },
        args,
        within: (argv) => domain.command(clock(argv) as [string, ...string[]]),
      });

    it("shares a ticket with a PAC, fetches service tickets by their SPNs, and the copy logs in", async () => {
      const place = newPlace();
      await domain.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
      const running = start(place, { TICKET_SPNS: `${mssql},postgres/localhost,MSSQLSvc/unknown:1433` });
      await running.until("the service tickets", () => servers(place).length === 3);
      expect(servers(place)).toEqual([
        "krbtgt/CORP.EXAMPLE@CORP.EXAMPLE",
        `${mssql}@CORP.EXAMPLE`,
        "postgres/localhost@CORP.EXAMPLE",
      ]);
      await running.until(
        "the unknown one is told",
        () => running.said("service-tickets")?.code === "TKT-SPN-UNKNOWN",
      );
      expect(await database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
    });

    it.skipIf(noFaketime !== undefined)(
      `renews at half of the life${noFaketime ? ` (${noFaketime})` : ""}`,
      async () => {
        const place = newPlace();
        // A domain controller takes a ticket of two minutes or less for one to change the password with, so half of this
        // one's life is not waited for: the sharer's clock is ahead.
        await domain.kinit(`FILE:${place.source}`, { args: ["-l", "5m", "-r", "1h"] });
        await new Promise((resolve) => setTimeout(resolve, 1100));
        const running = start(place, { TICKET_RENEW: "true" }, { clock: withClock("+170s") });
        await running.until("it is renewed", () => running.said("published")?.origin === "renewal");
        expect(await database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
      },
    );

    it("gets the ticket of a service account by its keytab", async () => {
      const place = newPlace();
      const keytab = await domain.keytab("sqlsvc", join(place.root, "sqlsvc.keytab"));
      const once = start(
        place,
        { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "sqlsvc@CORP.EXAMPLE" },
        { args: ["--once"] },
      );
      expect((await once.ended).code, once.output).toBe(Exit.ok);
      expect(servers(place)).toEqual(["krbtgt/CORP.EXAMPLE@CORP.EXAMPLE"]);
    });
  },
);
