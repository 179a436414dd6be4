import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Exit } from "@airflow-data-platform/cli-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Kcm, MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { run, skipReason } from "../../../../e2e/world/lib/index.ts";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { useSharer } from "../../test/use-sharer.ts";

const sharer = useSharer();
const kinds = [
  ["Heimdal's kcm", skipReason("client", "mitKdc", "heimdalKcm"), () => Kcm.heimdal()],
  ["sssd-kcm", skipReason("client", "mitKdc", "sssdKcm"), () => Kcm.sssd()],
] as const;

describe.each(kinds)("a ticket in %s", (_, skip, start) => {
  describe.skipIf(skip !== undefined)(skip === undefined ? "running" : `not run: ${skip}`, () => {
    let kdc: MitKdc;
    let kcm: Kcm;

    beforeAll(async () => {
      kdc = await MitKdc.start({ services: ["postgres/localhost"] });
      kcm = await start();
      const config = join(kdc.folder, "krb5.conf");
      writeFileSync(
        config,
        readFileSync(config, "utf8").replace("[libdefaults]", `[libdefaults]\n  kcm_socket = ${kcm.socket}`),
      );
    });
    afterAll(async () => {
      await kcm?.stop();
      await kdc?.stop();
    });

    it("is shared, and every later one; a daemon that ends leaves the copy alone", async () => {
      const place = newPlace();
      const env = { ...kdc.env, ...at(place, { TICKET_SOURCE: "KCM:" }) };
      const running = sharer.start({ env });
      await running.until(
        "it says that there is none",
        () => running.said("source")?.code === "KRB5-KCM-NO-CACHE",
      );
      await kdc.kinit("KCM:");
      await running.until("the ticket", () => existsSync(place.copy));
      // The KDC gives a ticket for it: the copy is whole.
      await run(
        [
          "kvno",
          "-q",
          "-c",
          `FILE:${place.copy}`,
          "--out-cache",
          join(place.root, "out"),
          "postgres/localhost",
        ],
        { env: kdc.env },
      );
      const first = readFileSync(place.copy);
      await sleep(1100);
      await kdc.kinit("KCM:");
      await running.until("the next ticket", () => !readFileSync(place.copy).equals(first));
      await sleep(2500);
      expect(running.log.filter(({ event }) => event === "published").length).toBe(2);
      const before = readFileSync(place.copy);
      const told = () => running.log.filter(({ event }) => event === "source");
      const earlier = told().length;
      await kcm.crash();
      await running.until("it is reported", () => told().length > earlier);
      expect(told().at(-1)?.code).toMatch(/^KRB5-KCM-/);
      expect(readFileSync(place.copy).equals(before)).toBe(true);
      expect(await running.stop()).toBe(Exit.ok);
    });
  });
});
