import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KerberosPostgres, MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { run, skipReason } from "../../../../e2e/world/lib/index.ts";
import {
  cacheSource,
  clockOffsetField,
  hostSurroundings,
  judge,
  locateCache,
  parseCcache,
  serializeCcache,
  tickets,
} from "../index.ts";

const skip = skipReason("client", "mitKdc", "postgres");

describe.skipIf(skip !== undefined)(
  `an MIT KDC and a PostgreSQL that accepts only Kerberos${skip ? ` (${skip})` : ""}`,
  () => {
    let kdc: MitKdc;
    let database: KerberosPostgres;
    let cache: string;

    beforeAll(async () => {
      kdc = await MitKdc.start({ services: ["postgres/localhost", "krbtgt/OTHER.TEST"] });
      database = await KerberosPostgres.start({
        realm: kdc.realm,
        keytab: await kdc.keytab("postgres/localhost"),
        krb5Config: join(kdc.folder, "krb5.conf"),
        users: ["alice"],
      });
      cache = join(kdc.folder, "krb5cc");
      await kdc.kinit(`FILE:${cache}`, { args: ["-r", "7d"] });
    });
    afterAll(async () => {
      await database?.stop();
      await kdc?.stop();
    });

    const rewritten = (change: (bytes: Uint8Array) => Uint8Array) => {
      const path = join(kdc.folder, "rewritten");
      writeFileSync(path, change(readFileSync(cache)), { mode: 0o600 });
      return `FILE:${path}`;
    };

    it.each([1, 2, 3, 4] as const)("a cache written here as version %i logs in", async (version) => {
      const name = rewritten((bytes) => serializeCcache(parseCcache(bytes), { version }));
      expect(await database.login("alice", name)).toBe("alice\n");
    });

    it("a cache that is judged unusable does not log in, and one judged usable does", async () => {
      const withOffset = (seconds: number) => (bytes: Uint8Array) =>
        serializeCcache({ ...parseCcache(bytes), header: [clockOffsetField({ seconds, microseconds: 0 })] });
      for (const [seconds, usable] of [
        [60, true],
        [11 * 3600, false],
      ] as const) {
        const name = rewritten(withOffset(seconds));
        const judgement = judge(parseCcache(readFileSync(join(kdc.folder, "rewritten"))), {
          now: new Date(),
        });
        expect([judgement.clockOffsetSeconds, judgement.usable]).toEqual([seconds, usable]);
        const login = await database.login("alice", name).catch((error: Error) => error.message);
        if (usable) expect(login).toBe("alice\n");
        else {
          expect(judgement).toMatchObject({ reason: { kind: "expired" } });
          expect(login).toMatch(/expired/i);
          // klist -s looks at this machine's clock alone and is content: why it is no judge.
          await run(["klist", "-s", "-c", name], { env: kdc.env });
        }
      }
    });

    it("a DIR collection is found by its primary, and dangles after kdestroy", async () => {
      const folder = join(kdc.folder, "collection");
      const surroundings = { ...hostSurroundings(), env: { ...kdc.env, KRB5CCNAME: `DIR:${folder}` } };
      const source = () => {
        const { name, profile } = locateCache(surroundings);
        const found = cacheSource(name, profile, surroundings);
        if (found.kind !== "directory") throw new Error(found.kind);
        return found;
      };
      expect(source).toThrow(/cannot be read/);
      await kdc.kinit(`DIR:${folder}`);
      await kdc.kinit(`DIR::${folder}/tktother`);
      const found = source();
      expect(String(parseCcache(readFileSync(found.path)).principal)).toBe("alice@EXAMPLE.TEST");
      expect(found.others).toEqual([`${folder}/tktother`]);
      await run(["kdestroy", "-c", `DIR:${folder}`], { env: kdc.env });
      expect(source()).toMatchObject({ path: found.path, others: [`${folder}/tktother`] });
      expect(() => readFileSync(found.path)).toThrow(/ENOENT/);
    });

    it("a TGT towards another realm beside the own one is not taken for it", async () => {
      const name = `FILE:${cache}.crossing`;
      await kdc.kinit(name);
      await kdc.run(["kvno", "-q", "-c", name, `krbtgt/OTHER.TEST@${kdc.realm}`]);
      const parsed = parseCcache(readFileSync(`${cache}.crossing`));
      const turned = { ...parsed, credentials: [...parsed.credentials].reverse() };
      expect(tickets(turned).map(({ server }) => String(server))).toEqual([
        `krbtgt/OTHER.TEST@${kdc.realm}`,
        `krbtgt/${kdc.realm}@${kdc.realm}`,
      ]);
      const { ticket } = judge(turned, { now: new Date() });
      expect(String(ticket?.credential.server)).toBe(`krbtgt/${kdc.realm}@${kdc.realm}`);
      expect(
        await database.login(
          "alice",
          rewritten(() => serializeCcache(turned)),
        ),
      ).toBe("alice\n");
    });

    it("a ticket of two minutes is judged to end soon", async () => {
      await kdc.kinit(`FILE:${cache}.short`, { args: ["-l", "2m"] });
      const judgement = judge(parseCcache(readFileSync(`${cache}.short`)), {
        now: new Date(),
        minimumSeconds: 300,
      });
      expect(judgement).toMatchObject({ usable: false, reason: { kind: "ending-soon" } });
    });
  },
);
