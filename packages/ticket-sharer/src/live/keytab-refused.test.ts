import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { newPlace } from "../../test/folders.ts";
import { useMitRealm } from "../../test/use-mit-realm.ts";
import { useSharer } from "../../test/use-sharer.ts";

const skip = skipReason("client", "mitKdc", "postgres");
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`a keytab that the KDC refuses${skip ? ` (${skip})` : ""}`, () => {
  const mit = useMitRealm({ alice: "alicepw" });

  it("is tried once, so that the account is not locked, and again when it has been replaced", async () => {
    const place = newPlace();
    const [old, keytab, fresh] = ["old", "keytab", "fresh"].map((name) => join(place.root, name)) as [
      string,
      string,
      string,
    ];
    await mit.kdc.kadmin([
      "addpol -maxfailure 2 -failurecountinterval 0 -lockoutduration 0 lock",
      "addprinc -policy lock +requires_preauth -randkey etl",
    ]);
    await mit.kdc.keytab("etl", old);
    copyFileSync(old, keytab);
    // The password is rotated.
    await mit.kdc.kadmin(["cpw -randkey etl"]);
    await mit.kdc.keytab("etl", fresh);
    const running = sharer.start({
      env: mit.env(place, { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "etl@EXAMPLE.TEST" }),
    });
    await running.until("it is told", () => running.said("keytab")?.code === "TKT-KEYTAB-REFUSED");
    // A second try would have come after 1 s.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    copyFileSync(fresh, keytab);
    await running.until("the account is not locked: the new keytab is good", () => existsSync(place.copy));
    await running.until("it is over", () => running.said("keytab-recovered") !== undefined);
    expect(running.log.filter(({ event }) => event === "keytab").length).toBe(1);
  });
});
