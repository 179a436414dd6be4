import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Kcm, MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { attempt, run, skipReason } from "../../../../e2e/world/lib/index.ts";
import {
  cacheSource,
  hostSurroundings,
  judge,
  KcmClient,
  locateCache,
  parseCcache,
  serializeCcache,
  tickets,
} from "../index.ts";

const kinds = [
  ["Heimdal's kcm", skipReason("client", "mitKdc", "heimdalKcm"), () => Kcm.heimdal()],
  ["sssd-kcm", skipReason("client", "mitKdc", "sssdKcm"), () => Kcm.sssd()],
] as const;

describe.each(kinds)("%s", (_, skip, start) => {
  describe.skipIf(skip !== undefined)(skip === undefined ? "running" : `not run: ${skip}`, () => {
    let kdc: MitKdc;
    let kcm: Kcm;
    let client: KcmClient;

    beforeAll(async () => {
      kdc = await MitKdc.start({
        users: { alice: "alicepw", bob: "bobpw" },
        services: ["postgres/localhost", "http/localhost"],
      });
      kcm = await start();
      const config = join(kdc.folder, "krb5.conf");
      const withSocket = readFileSync(config, "utf8").replace(
        "[libdefaults]",
        `[libdefaults]\n  kcm_socket = ${kcm.socket}\n  default_ccache_name = KCM:`,
      );
      writeFileSync(config, withSocket);
      client = await KcmClient.connect(kcm.socket);
    });
    afterAll(async () => {
      client?.close();
      await kcm?.stop();
      await kdc?.stop();
    });

    it("has nothing at first", async () => {
      expect(await client.list()).toEqual([]);
      await expect(client.read()).rejects.toMatchObject({ kind: "no-cache" });
    });

    it("is found by the client's own configuration", () => {
      const surroundings = { ...hostSurroundings(), env: { KRB5_CONFIG: join(kdc.folder, "krb5.conf") } };
      const { name, profile } = locateCache(surroundings);
      expect(cacheSource(name, profile, surroundings)).toEqual({
        kind: "kcm",
        socket: kcm.socket,
        cache: undefined,
      });
    });

    it("gives a whole cache whose file logs in like the original", async () => {
      await kdc.kinit("KCM:", { args: ["-r", "7d"] });
      await run(["kvno", "-q", "postgres/localhost"], { env: { ...kdc.env, KRB5CCNAME: "KCM:" } });
      const cache = await client.read();
      expect(judge(cache, { now: new Date() })).toMatchObject({ usable: true, realm: "EXAMPLE.TEST" });
      expect(tickets(cache).map(({ server }) => String(server))).toEqual([
        "krbtgt/EXAMPLE.TEST@EXAMPLE.TEST",
        "postgres/localhost@EXAMPLE.TEST",
      ]);
      const file = join(kdc.folder, "exported");
      writeFileSync(file, serializeCcache(cache), { mode: 0o600 });
      expect(parseCcache(readFileSync(file)).version).toBe(4);
      const list = (cacheName: string) => run(["klist", "-f", "-c", cacheName], { env: kdc.env });
      const body = (text: string) => text.slice(text.indexOf("Default principal"));
      expect(body(await list(`FILE:${file}`))).toBe(body(await list("KCM:")));
      // The KDC accepts the exported TGT: it gives a new service ticket for it.
      await run(["kvno", "-q", "-c", `FILE:${file}`, "http/localhost"], { env: kdc.env });
    });

    it("gives each of several caches", async () => {
      const uid = process.getuid?.() ?? 0;
      await kdc.kinit(`KCM:${uid}:bob`, { user: "bob", password: "bobpw" });
      const names = await client.list();
      expect(names).toContain(`${uid}:bob`);
      expect(names.length).toBe(2);
      expect(String((await client.read(`${uid}:bob`)).principal)).toBe("bob@EXAMPLE.TEST");
    });

    it("has no cache after kdestroy", async () => {
      await run(["kdestroy", "-A"], { env: { ...kdc.env, KRB5CCNAME: "KCM:" } });
      expect(await client.list()).toEqual([]);
      await expect(client.read()).rejects.toMatchObject({ kind: "no-cache" });
    });

    it("that has crashed is distinguished from one that is not installed", async () => {
      await kcm.crash();
      await expect(client.read()).rejects.toMatchObject({ kind: "closed" });
      await expect(KcmClient.connect(kcm.socket)).rejects.toMatchObject({ kind: "refused" });
      await expect(KcmClient.connect(`${kcm.socket}.none`)).rejects.toMatchObject({ kind: "no-socket" });
      expect((await attempt(["klist"], { env: { ...kdc.env, KRB5CCNAME: "KCM:" } })).code).not.toBe(0);
    });
  });
});
