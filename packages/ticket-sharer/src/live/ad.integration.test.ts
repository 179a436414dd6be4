import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Exit } from "@airflow-data-platform/cli-kit";
import { parseCcache, tickets } from "@airflow-data-platform/krb5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KerberosPostgres, SambaAd } from "../../../../e2e/world/kerberos/index.ts";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { at, skipUnlessFaketime, withClock } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { useSharer } from "../../test/use-sharer.ts";

const skip = skipReason("client", "samba", "postgres");
const noFaketime = skip ?? skipUnlessFaketime();
const sharer = useSharer();
type Wrap = (argv: readonly string[]) => readonly string[];

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
      domain = await SambaAd.start({
        services: { "postgres/localhost": "pgsvc", "MSSQLSvc/db.corp.example:1433": "sqlsvc" },
      });
      database = await KerberosPostgres.start({
        realm: domain.realm,
        keytab: await domain.keytab("pgsvc"),
        krb5Config: join(domain.folder, "krb5.conf"),
        users: ["alice"],
        within: (argv) => domain.command(argv),
      });
    });
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

    it("shares a ticket with a PAC, and the copy logs in", async () => {
      const place = newPlace();
      await domain.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
      const running = start(place);
      await running.until("the ticket", () => existsSync(place.copy));
      expect(await database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
    });

    it.skipIf(noFaketime !== undefined)(
      `renews at half of the life${noFaketime ? ` (${noFaketime})` : ""}`,
      async () => {
        const place = newPlace();
        // A domain controller takes a ticket of two minutes or less for one to change the password with, so half of this
        // one's life is not waited for: the sharer's clock is ahead.
        await domain.kinit(`FILE:${place.source}`, { args: ["-l", "5m", "-r", "1h"] });
        await sleep(1100);
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
