import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Exit } from "@airflow-data-platform/cli-kit";
import { parseCcache, tickets } from "@airflow-data-platform/krb5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { attempt, run, skipReason } from "../../../../e2e/world/lib/index.ts";
import {
  at,
  heimdalKinit,
  skipUnlessFaketime,
  skipWithout,
  skipWithoutLocales,
  withClock,
} from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { endOf, statusOf } from "../../test/shared-copy.ts";
import { useMitRealm } from "../../test/use-mit-realm.ts";
import { useSharer } from "../../test/use-sharer.ts";

const skip =
  skipReason("client", "mitKdc", "postgres") ??
  skipWithout("krenew") ??
  skipWithoutLocales() ??
  skipUnlessFaketime();
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`with an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  const mit = useMitRealm({ alice: "alicepw", bob: "bobpw", jürgen: "jürgenpw" });

  it("a kinit shows up and logs in to a PostgreSQL that accepts nothing else; the log holds no byte of it", async () => {
    const place = newPlace();
    const running = sharer.start({ env: mit.env(place) });
    await running.until(
      "it says that there is none",
      () => running.said("source")?.code === "TKT-SOURCE-MISSING",
    );
    await mit.kdc.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
    await running.until("the ticket", () => existsSync(place.copy));
    expect(await mit.database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
    await running.until("it says so", () => running.said("published") !== undefined);
    expect(running.said("published")?.message).toMatch(
      /^alice@EXAMPLE.TEST, valid 9 h 59 min, renewable until \d+ \w+ \d{4}$|^alice@EXAMPLE.TEST, valid (10 h 0|9 h 59) min, renewable until \w+/,
    );
    const [tgt] = tickets(parseCcache(readFileSync(place.copy)));
    await running.until("the status", () => statusOf(place) !== undefined);
    const said = running.output + readFileSync(join(place.cacheDir, "status.json"), "utf8");
    for (const secret of [tgt?.key.contents, tgt?.ticket]) {
      const bytes = Buffer.from(secret?.reveal() ?? []);
      expect(bytes.length).toBeGreaterThan(15);
      for (const form of ["hex", "base64", "latin1"] as const)
        expect(said.toLowerCase()).not.toContain(
          bytes.subarray(0, 12).toString(form).slice(0, 14).toLowerCase(),
        );
    }
  });

  it("krenew and cp write in place: no reader of the copy sees half of a ticket", async () => {
    const place = newPlace();
    await mit.kdc.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
    const running = sharer.start({ env: mit.env(place) });
    await running.until("the ticket", () => existsSync(place.copy));
    const other = join(place.folder, "other");
    await mit.kdc.kinit(`FILE:${other}`, { args: ["-r", "7d"] });
    const stop = join(place.root, "stop");
    const krenew = `krenew && cp '${other}' '${place.source}' && krenew`;
    // Twenty rounds, and more until the reader has seen enough: how much that is in twenty is the machine's to say.
    const loop = `i=0; while [ $i -lt 20 ] || [ ! -e '${stop}' ]; do ${krenew} || exit 1; i=$((i+1)); done`;
    let over = false;
    const writing = run(["sh", "-c", loop], {
      env: { ...mit.kdc.env, KRB5CCNAME: `FILE:${place.source}` },
      timeoutMs: 300_000,
    }).finally(() => {
      over = true;
    });
    let reads = 0;
    let tornSources = 0;
    const deadline = Date.now() + 120_000;
    while (!over) {
      if ((reads > 200 && tornSources > 0) || Date.now() > deadline) writeFileSync(stop, "");
      const whole = parseCcache(readFileSync(place.copy));
      expect(tickets(whole).length).toBe(1);
      reads++;
      try {
        if (tickets(parseCcache(readFileSync(place.source))).length === 0) tornSources++;
      } catch {
        tornSources++;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    // The source itself was torn again and again: otherwise the test shows nothing.
    expect(tornSources).toBeGreaterThan(0);
    expect(reads).toBeGreaterThan(200);
    const source = readFileSync(place.source);
    await running.until("the last ticket", () => readFileSync(place.copy).equals(source));
  }, 500_000);

  it("a DIR collection: the copy follows its primary cache, and kdestroy does not take it away", async () => {
    const place = newPlace();
    const collection = join(place.folder, "collection");
    mkdirSync(collection, { mode: 0o700 });
    await mit.kdc.kinit(`DIR::${collection}/tkt`);
    await mit.kdc.kinit(`DIR::${collection}/tktbob`, { user: "bob", password: "bobpw" });
    const running = sharer.start({
      env: mit.env(place, { TICKET_SOURCE: `DIR:${collection}`, TICKET_PRINCIPAL_CHANGE: "allow" }),
    });
    await running.until("the first", () => running.said("published") !== undefined);
    await run(["kswitch", "-c", `DIR::${collection}/tktbob`], {
      env: { ...mit.kdc.env, KRB5CCNAME: `DIR:${collection}` },
    });
    await running.until("the copy follows", () => running.said("principal-changed") !== undefined);
    const before = readFileSync(place.copy);
    await run(["kdestroy", "-c", `DIR::${collection}/tktbob`], { env: mit.kdc.env });
    await running.until("it is reported", () => running.said("source") !== undefined);
    expect(readFileSync(place.copy).equals(before)).toBe(true);
  });

  it.each(["C", "de_DE.ISO-8859-1"])("a name beyond ASCII, in the locale %s", async (locale) => {
    const place = newPlace();
    // Made for the test: a locale that is not installed would be C in disguise.
    const german = { LC_ALL: locale, LANG: locale, LOCPATH: place.root };
    if (locale !== "C") {
      await run(["localedef", "-i", "de_DE", "-f", "ISO-8859-1", join(place.root, locale)]);
      expect(await run(["locale", "charmap"], { env: german })).toBe("ISO-8859-1\n");
    }
    const source = join(place.folder, "krb5cc_jürgen");
    await mit.kdc.kinit(`FILE:${source}`, {
      user: "jürgen",
      password: "jürgenpw",
      args: ["-l", "5m", "-r", "1h"],
    });
    const strange = { ...german, TICKET_SOURCE: source, TICKET_RENEW: "true" };
    const running = sharer.start({
      env: mit.env(place, { ...strange, TICKET_PRINCIPAL: "jürgen@EXAMPLE.TEST" }),
      // By this clock more than half of its life is over.
      within: withClock("+170s"),
    });
    await running.until("it is renewed", () => running.said("published")?.origin === "renewal");
    expect(running.said("published")?.principal).toBe("jürgen@EXAMPLE.TEST");
    const klist = await attempt(["klist", "-c", place.copy], { env: { ...mit.kdc.env, ...german } });
    expect(klist.stdout).toContain("jürgen@EXAMPLE.TEST");
  });

  it("a path that is not UTF-8: libkrb5 reads it, Node cannot, and that is what is said", async () => {
    const place = newPlace();
    // 0xFC is the u umlaut of ISO 8859-1. A variable of that byte can come from a shell only.
    const latin = `export TICKET_SOURCE="$(printf '%s/krb5cc_j\\374rgen' '${place.folder}')"`;
    await mit.kdc.kinit(`FILE:${place.source}`);
    const rename = `mv '${place.source}' "$TICKET_SOURCE"; klist -s -c "$TICKET_SOURCE"`;
    await run(["sh", "-ec", `${latin}; ${rename}`], { env: mit.kdc.env });
    const within = (argv: readonly string[]) => ["sh", "-ec", `${latin}; exec "$@"`, "sh", ...argv];
    const running = sharer.start({ env: mit.env(place), args: ["--once"], within });
    expect((await running.ended).code).toBe(Exit.usage);
    expect(running.said("fatal")).toMatchObject({ code: "TKT-SETTING" });
    expect(running.output).toContain("TICKET_SOURCE (--source) is");
    expect(running.output).toContain("not UTF-8");
  });
});

const noClock = skipReason("client", "mitKdc") ?? skipUnlessFaketime();

describe.skipIf(noClock !== undefined)(
  `with a clock that is 10 minutes off${noClock ? ` (${noClock})` : ""}`,
  () => {
    let kdc: MitKdc;
    beforeAll(async () => {
      kdc = await MitKdc.start({});
    });
    afterAll(() => kdc?.stop());

    it("this machine's is behind, as WSL's after sleep, with a ticket of a clock that was right: told, with what to do", async () => {
      const place = newPlace();
      await kdc.kinit(`FILE:${place.source}`);
      const running = sharer.start({
        env: { ...kdc.env, ...at(place) },
        args: ["--once"],
        within: withClock("-10m"),
      });
      expect((await running.ended).code, running.output).toBe(Exit.credential);
      expect(running.said("source")).toMatchObject({ code: "TKT-TICKET-NOT-YET-VALID" });
      expect(JSON.stringify(running.said("source")?.next)).toContain("hwclock -s");
    });

    it.each([
      ["-10m", 600, "behind"],
      ["+10m", -600, "ahead of"],
    ])(
      "kinit under the same wrong clock (%s): the offset that it noted counts, and is reported",
      async (shift, offset, word) => {
        const place = newPlace();
        const wrong = withClock(shift);
        await run(
          wrong(["kinit", "-c", `FILE:${place.source}`, "-l", "30m", "-r", "1h", "alice"]) as [
            string,
            ...string[],
          ],
          {
            env: kdc.env,
            input: "alicepw\n",
          },
        );
        const running = sharer.start({ env: { ...kdc.env, ...at(place) }, within: wrong });
        await running.until("the ticket", () => running.said("clock") !== undefined);
        const told = running.said("clock");
        expect(told?.message).toMatch(new RegExp(`clock is \\d+ s ${word} the KDC's`));
        await running.until("the status says so", () => statusOf(place)?.usable === true);
        const status = statusOf(place);
        expect(Math.abs((status?.clockOffsetSeconds ?? 0) - offset)).toBeLessThan(5);
        // By this machine's clock, and by the KDC's, it is as long until the end.
        const localNow = Date.now() / 1000 - offset;
        const left = endOf(place.copy) - Date.now() / 1000;
        expect(Math.abs((status?.usableUntil ?? 0) - localNow - left)).toBeLessThan(5);
      },
    );

    it("this machine's is ahead, with a ticket of a clock that was right: the KDC refuses, and it is reported", async () => {
      const place = newPlace();
      await kdc.kinit(`FILE:${place.source}`, { args: ["-l", "15m", "-r", "1h"] });
      const env = { ...kdc.env, ...at(place, { TICKET_RENEW: "true" }) };
      const running = sharer.start({ env, within: withClock("+10m") });
      await running.until("it is reported", () => running.said("renewal") !== undefined);
      expect(running.said("renewal")).toMatchObject({ code: "TKT-CLOCK-SKEW" });
      expect(existsSync(place.copy)).toBe(true);
    });

    it("renews under a wrong clock", async () => {
      const place = newPlace();
      const wrong = withClock("-10m");
      // It lives five minutes by the KDC's clock. By the sharer's, which is wrong, too, more than half of them are over.
      await run(
        wrong(["kinit", "-c", `FILE:${place.source}`, "-l", "15m", "-r", "1h", "alice"]) as [
          string,
          ...string[],
        ],
        {
          env: kdc.env,
          input: "alicepw\n",
        },
      );
      const running = sharer.start({
        env: { ...kdc.env, ...at(place, { TICKET_RENEW: "true" }) },
        within: withClock("-430s"),
      });
      await running.until("it is renewed", () => running.said("published")?.origin === "renewal");
    });
  },
);

const noHeimdal = skipReason("client", "mitKdc") ?? skipWithout(heimdalKinit);

describe.skipIf(noHeimdal !== undefined)(`Heimdal's kinit${noHeimdal ? ` (${noHeimdal})` : ""}`, () => {
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start({ services: ["postgres/localhost"] });
    writeFileSync(join(kdc.folder, "password"), "alicepw\n", { mode: 0o600 });
  });
  afterAll(() => kdc?.stop());

  it("gets and renews tickets at the source: each reader of the copy sees a whole one, which the KDC accepts", async () => {
    const place = newPlace();
    const running = sharer.start({ env: { ...kdc.env, ...at(place) } });
    const kinit = `'${heimdalKinit}' -c 'FILE:${place.source}'`;
    const get = `${kinit} --password-file='${kdc.folder}/password' --renewable --forwardable alice@${kdc.realm}`;
    const stop = join(place.root, "stop");
    // Fifteen rounds, and more until the reader has seen enough: how much that is in fifteen is the machine's to say.
    const loop = `i=0; while [ $i -lt 15 ] || [ ! -e '${stop}' ]; do ${get} && ${kinit} --renew || exit 1; i=$((i+1)); done`;
    let over = false;
    const writing = run(["sh", "-c", loop], { env: kdc.env, timeoutMs: 300_000 }).finally(() => {
      over = true;
    });
    let reads = 0;
    const deadline = Date.now() + 120_000;
    while (!over) {
      if (reads > 100 || Date.now() > deadline) writeFileSync(stop, "");
      if (existsSync(place.copy)) {
        expect(tickets(parseCcache(readFileSync(place.copy))).length).toBe(1);
        reads++;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    expect(reads).toBeGreaterThan(100);
    const source = readFileSync(place.source);
    await running.until("the last ticket", () => readFileSync(place.copy).equals(source));
    const out = join(place.root, "out");
    await run(["kvno", "-q", "-c", `FILE:${place.copy}`, "--out-cache", out, "postgres/localhost"], {
      env: kdc.env,
    });
  }, 500_000);
});
