import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { skipUnlessFaketime, withClock } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { endOf, servers, statusOf } from "../../test/shared-copy.ts";
import { postgresService, useMitRealm } from "../../test/use-mit-realm.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const skip = skipReason("client", "mitKdc", "postgres") ?? skipUnlessFaketime();
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`renewal and keytab, with an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  const mit = useMitRealm({ alice: "alicepw", bob: "bobpw" });
  // Half of five minutes is not waited for: the sharer's clock is ahead. What is left is enough for the slowest machine.
  const fiveMinutes = (place: Place) =>
    mit.kdc.kinit(`FILE:${place.source}`, { args: ["-l", "5m", "-r", "1h"] });
  const renewing = (place: Place, ahead: number) =>
    sharer.start({ env: mit.env(place, { TICKET_RENEW: "true" }), within: withClock(`+${ahead}s`) });

  it("renews the copy at half of its life; the source stays as it is", async () => {
    const place = newPlace();
    await fiveMinutes(place);
    const before = readFileSync(place.source);
    const running = renewing(place, 145);
    await running.until("the ticket", () => existsSync(place.copy));
    const first = endOf(place.copy);
    await running.until("it is renewed", () => endOf(place.copy) > first);
    await running.until("it is told", () => running.said("published")?.origin === "renewal");
    expect(Date.now() / 1000 + 145).toBeGreaterThan(first - 300 + 149.5);
    expect(Date.now() / 1000).toBeLessThan(first);
    expect(readFileSync(place.source).equals(before)).toBe(true);
    expect(await mit.database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
  });

  it("KDC down at renewal: the good ticket stays, it is told once, and renewed when the KDC is back", async () => {
    const place = newPlace();
    await fiveMinutes(place);
    await mit.kdc.pause();
    const running = renewing(place, 170);
    try {
      await running.until("the ticket", () => existsSync(place.copy));
      const bytes = readFileSync(place.copy);
      await running.until("it is told", () => running.said("renewal") !== undefined);
      expect(running.said("renewal")).toMatchObject({ level: "warn", code: "TKT-KDC-UNREACHABLE" });
      expect(readFileSync(place.copy).equals(bytes)).toBe(true);
      await running.until("the status tells", () => statusOf(place)?.problem?.code === "TKT-KDC-UNREACHABLE");
      expect(statusOf(place)?.usable).toBe(true);
    } finally {
      await mit.kdc.resume();
    }
    const first = endOf(place.copy);
    await running.until("it is renewed", () => endOf(place.copy) > first);
    expect(running.log.filter(({ event }) => event === "renewal").length).toBe(1);
    expect(running.said("renewal-recovered")).toBeDefined();
  });

  it("keytab: gets a ticket and service tickets, and says what is wrong with a keytab", async () => {
    const place = newPlace();
    const keytab = await mit.kdc.keytab("bob", join(place.root, "bob.keytab"));
    const bob = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "bob@EXAMPLE.TEST" };
    const once = sharer.start({
      env: mit.env(place, { ...bob, TICKET_SPNS: postgresService }),
      args: ["--once"],
    });
    expect((await once.ended).code, once.output).toBe(Exit.ok);
    expect(servers(place.copy)).toEqual([
      "krbtgt/EXAMPLE.TEST@EXAMPLE.TEST",
      `${postgresService}@EXAMPLE.TEST`,
    ]);
    const wrong = sharer.start({
      env: mit.env(newPlace(), { ...bob, TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" }),
      args: ["--once"],
    });
    expect((await wrong.ended).code).toBe(Exit.credential);
    expect(wrong.said("keytab")?.code).toBe("TKT-KEYTAB");
    const none = sharer.start({
      env: mit.env(newPlace(), { ...bob, TICKET_KEYTAB: "/nowhere" }),
      args: ["--once"],
    });
    expect((await none.ended).code).toBe(Exit.credential);
    const unknown = { ...mit.env(newPlace(), bob), PATH: "/nowhere" };
    const bare = sharer.start({ env: unknown, args: ["--once"] });
    expect((await bare.ended).code, bare.output).toBe(Exit.unavailable);
    expect(bare.said("keytab")?.code).toBe("TKT-NO-PROGRAM");
    const closed = newPlace();
    writeFileSync(join(closed.folder, "kinit"), "#!/bin/sh\n", { mode: 0o644 });
    const running = sharer.start({ env: { ...mit.env(closed, bob), PATH: closed.folder } });
    await running.until("it is told", () => running.said("keytab")?.code === "TKT-NOT-STARTED");
    expect(await running.stop()).toBe(Exit.ok);
    const homeless = sharer.start({
      env: { ...mit.env(newPlace(), bob), TMPDIR: "/nowhere" },
      args: ["--once"],
    });
    expect((await homeless.ended).code, homeless.output).toBe(Exit.cannotPublish);
    expect(homeless.said("keytab")?.code).toBe("TKT-TEMPORARY");
  });

  it("keytab: gets the next ticket at half of the life", async () => {
    const place = newPlace();
    const keytab = await mit.kdc.keytab("bob", join(place.root, "bob.keytab"));
    const config = join(place.root, "krb5.conf");
    const original = readFileSync(join(mit.kdc.folder, "krb5.conf"), "utf8");
    writeFileSync(config, original.replace("[libdefaults]", "[libdefaults]\n  ticket_lifetime = 20s"));
    const bob = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "bob@EXAMPLE.TEST" };
    const running = sharer.start({ env: { ...mit.env(place, bob), KRB5_CONFIG: config } });
    await running.until("the ticket", () => existsSync(place.copy));
    const first = endOf(place.copy);
    await running.until("the next one", () => endOf(place.copy) > first);
    expect(Date.now() / 1000).toBeLessThan(first);
    await running.until("the status", () => statusOf(place)?.source.watch === "none");
  });

  it("a KDC that was set up anew refuses to renew: told with what to do", async () => {
    const place = newPlace();
    await fiveMinutes(place);
    await mit.kdc.kadmin([`cpw -randkey krbtgt/${mit.kdc.realm}`]);
    const running = renewing(place, 170);
    await running.until("it is told", () => running.said("renewal") !== undefined);
    expect(running.said("renewal")).toMatchObject({
      code: "TKT-KDC-REFUSED",
      next: ["kinit -r 7d alice@EXAMPLE.TEST   # on the host: a new ticket"],
    });
  });
});
