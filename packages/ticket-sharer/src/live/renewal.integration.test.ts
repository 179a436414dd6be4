import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Exit } from "@airflow-data-platform/cli-kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { krb5Conf, MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { at, skipUnlessFaketime, withClock } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { endOf, servers, statusOf } from "../../test/shared-copy.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useMitRealm } from "../../test/use-mit-realm.ts";
import { useSharer } from "../../test/use-sharer.ts";

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
    // As the source's, whatever the copy has become by now.
    const first = endOf(place.source);
    await running.until("it is renewed", () => existsSync(place.copy) && endOf(place.copy) > first);
    await running.until("it is reported", () => running.said("published")?.origin === "renewal");
    expect(Date.now() / 1000 + 145).toBeGreaterThan(first - 300 + 149.5);
    expect(Date.now() / 1000).toBeLessThan(first);
    expect(readFileSync(place.source).equals(before)).toBe(true);
    expect(await mit.database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
  });

  it("KDC down at renewal: the good ticket stays, it is reported once, and renewed when the KDC is back", async () => {
    const place = newPlace();
    await fiveMinutes(place);
    await mit.kdc.pause();
    const running = renewing(place, 170);
    try {
      await running.until("the ticket", () => existsSync(place.copy));
      const bytes = readFileSync(place.copy);
      await running.until("it is reported", () => running.said("renewal") !== undefined);
      expect(running.said("renewal")).toMatchObject({ level: "warn", code: "TKT-KDC-UNREACHABLE" });
      expect(readFileSync(place.copy).equals(bytes)).toBe(true);
      await running.until(
        "the status says so",
        () => statusOf(place)?.problem?.code === "TKT-KDC-UNREACHABLE",
      );
      expect(statusOf(place)?.usable).toBe(true);
    } finally {
      await mit.kdc.resume();
    }
    const first = endOf(place.source);
    await running.until("it is renewed", () => endOf(place.copy) > first);
    await running.until("it is over", () => running.said("renewal-recovered") !== undefined);
    expect(running.log.filter(({ event }) => event === "renewal").length).toBe(1);
  });

  it("keytab: gets a ticket, and says what is wrong with a keytab", async () => {
    const place = newPlace();
    const keytab = await mit.kdc.keytab("bob", join(place.root, "bob.keytab"));
    const bob = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "bob@EXAMPLE.TEST" };
    const once = sharer.start({ env: mit.env(place, bob), args: ["--once"] });
    expect((await once.ended).code, once.output).toBe(Exit.ok);
    expect(servers(place.copy)).toEqual(["krbtgt/EXAMPLE.TEST@EXAMPLE.TEST"]);
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
    await running.until("it is reported", () => running.said("keytab")?.code === "TKT-NOT-STARTED");
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
  });

  it("a KDC that was set up again refuses to renew: told with what to do", async () => {
    const place = newPlace();
    await fiveMinutes(place);
    await mit.kdc.kadmin([`cpw -randkey krbtgt/${mit.kdc.realm}`]);
    const running = renewing(place, 170);
    await running.until("it is reported", () => running.said("renewal") !== undefined);
    expect(running.said("renewal")).toMatchObject({
      code: "TKT-KDC-REFUSED",
      next: [{ run: "kinit -r 7d alice@EXAMPLE.TEST", why: "on the host: a new ticket" }],
    });
  });
});

const noPostgres = skipReason("client", "mitKdc", "postgres");

describe.skipIf(noPostgres !== undefined)(
  `a keytab that the KDC refuses${noPostgres ? ` (${noPostgres})` : ""}`,
  () => {
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
      await running.until("it is reported", () => running.said("keytab")?.code === "TKT-KEYTAB-REFUSED");
      // A second try would have come after 1 s.
      await sleep(2500);
      // By one step, or a part of it might be tried.
      put(keytab, readFileSync(fresh));
      await running.until("the account is not locked: the new keytab is good", () => existsSync(place.copy));
      await running.until("it is over", () => running.said("keytab-recovered") !== undefined);
      expect(running.log.filter(({ event }) => event === "keytab").length).toBe(1);
    });
  },
);

const noFaketime = skipReason("client", "mitKdc") ?? skipUnlessFaketime();

/** Takes every connection and never answers, as a KDC behind a firewall that swallows packets. */
class SilentKdc {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
    });
  }
  listen(): Promise<number> {
    return new Promise((resolve) =>
      this.#server.listen(0, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
  }
  get asked(): boolean {
    return this.#sockets.size > 0;
  }
  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

describe.skipIf(noFaketime !== undefined)(
  `a KDC that does not answer${noFaketime ? ` (${noFaketime})` : ""}`,
  () => {
    const silent = new SilentKdc();
    let port = 0;
    let kdc: MitKdc;
    beforeAll(async () => {
      kdc = await MitKdc.start();
      port = await silent.listen();
    });
    afterAll(async () => {
      silent.stop();
      await kdc?.stop();
    });

    /** A sharer in the middle of a renewal, with a temporary folder of its own. */
    const renewing = async (place: Place) => {
      const config = join(place.root, "krb5.conf");
      writeFileSync(config, krb5Conf({ realm: kdc.realm, kdc: `127.0.0.1:${port}` }));
      const temporary = join(place.root, "tmp");
      mkdirSync(temporary, { recursive: true });
      // By the sharer's clock more than half of its life is over.
      await kdc.kinit(`FILE:${place.source}`, { args: ["-l", "5m", "-r", "1h"] });
      const env = { ...at(place, { TICKET_RENEW: "true" }), KRB5_CONFIG: config, TMPDIR: temporary };
      const running = sharer.start({ env, within: withClock("+170s") });
      const asks = () => own(temporary, running.pid).length > 0 && silent.asked;
      await running.until("it asks", () => asks() && kinits(temporary).length > 0);
      return { running, temporary };
    };

    const own = (temporary: string, pid: number) =>
      readdirSync(temporary).filter((name) => name.startsWith(`ticket-sharer-${pid}-`));

    /** The kinits of a sharer, by the temporary folder that is its alone: others renew on this machine, too. */
    const kinits = (temporary: string) =>
      readdirSync("/proc").filter((pid) => {
        if (!/^\d+$/.test(pid)) return false;
        try {
          return (
            readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`kinit\0-R\0`) &&
            readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TMPDIR=${temporary}\0`)
          );
        } catch {
          // It has ended meanwhile.
          return false;
        }
      });

    it("keeps nothing else waiting, and SIGTERM ends it and its kinit at once", async () => {
      const place = newPlace();
      const { running, temporary } = await renewing(place);
      const later = cacheBytes({ lifeSeconds: 50_000 });
      put(place.source, later);
      await running.until("a new ticket", () => readFileSync(place.copy).equals(later));
      const asked = Date.now();
      expect(await running.stop()).toBe(Exit.ok);
      expect(readdirSync(temporary)).toEqual([]);
      await running.until("its kinit is gone", () => kinits(temporary).length === 0);
      // Left alone, kinit would wait for an answer for 25 seconds.
      expect(Date.now() - asked).toBeLessThan(20_000);
    });

    it("kill -9 leaves a private copy of mode 0700, which the next one removes", async () => {
      const place = newPlace();
      const { running, temporary } = await renewing(place);
      const [left = ""] = readdirSync(temporary);
      expect(left).toMatch(/^ticket-sharer-\d+-/);
      await running.stop("SIGKILL");
      expect(existsSync(join(temporary, left))).toBe(true);
      const { running: next } = await renewing(place);
      expect(existsSync(join(temporary, left))).toBe(false);
      expect(await next.stop()).toBe(Exit.ok);
    });
  },
);
