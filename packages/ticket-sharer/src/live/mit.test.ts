import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attempt, KerberosPostgres, MitKdc, run, skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { parseCcache, tickets } from "../../../krb5/src/index.ts";
import { at, skipUnlessFaketime, skipWithout, withClock } from "../../test/environment.ts";
import { newPlace, type Place } from "../../test/folders.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";
import type { Status } from "../status/status.ts";

const skip = skipReason("client", "mitKdc", "postgres") ?? skipWithout("krenew");
const sharer = useSharer();
const service = "postgres/localhost";

function servers(path: string): string[] {
  return existsSync(path) ? tickets(parseCcache(readFileSync(path))).map(({ server }) => String(server)) : [];
}

/** undefined while it has said nothing yet. */
function statusOf(place: Place): Status | undefined {
  const path = join(place.cacheDir, "status.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Status) : undefined;
}

function endOf(path: string): number {
  const [tgt] = tickets(parseCcache(readFileSync(path)));
  return tgt?.times.endtime ?? 0;
}

describe.skipIf(skip !== undefined)(`with an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  let database: KerberosPostgres;

  beforeAll(async () => {
    kdc = await MitKdc.start({
      services: [service],
      users: { alice: "alicepw", bob: "bobpw", jürgen: "jürgenpw" },
    });
    database = await KerberosPostgres.start({
      realm: kdc.realm,
      keytab: await kdc.keytab(service),
      krb5Config: join(kdc.folder, "krb5.conf"),
      users: ["alice"],
    });
  });
  afterAll(async () => {
    await database?.stop();
    await kdc?.stop();
  });

  const env = (place: Place, more: Readonly<Record<string, string>> = {}) => ({
    ...kdc.env,
    ...at(place, more),
  });
  const requests = () =>
    readFileSync(join(kdc.folder, "kdc.log"), "utf8").match(/TGS_REQ .* ISSUE/g)?.length ?? 0;

  it("a kinit shows up and logs in to a PostgreSQL that accepts nothing else; the log holds no byte of it", async () => {
    const place = newPlace();
    const running = sharer.start({ env: env(place) });
    await running.until(
      "it says that there is none",
      () => running.said("source")?.code === "TKT-SOURCE-MISSING",
    );
    await kdc.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
    await running.until("the ticket", () => existsSync(place.copy));
    expect(await database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
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

  it("renews the copy at half of its life; the source stays as it is", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`, { args: ["-l", "8s", "-r", "1h"] });
    const before = readFileSync(place.source);
    const running = sharer.start({ env: env(place, { TICKET_RENEW: "true" }) });
    await running.until("the ticket", () => existsSync(place.copy));
    const first = endOf(place.copy);
    await running.until("it is renewed", () => endOf(place.copy) > first);
    await running.until("it is told", () => running.said("published")?.origin === "renewal");
    expect(Date.now() / 1000).toBeGreaterThan(first - 8 + 3.5);
    expect(Date.now() / 1000).toBeLessThan(first);
    expect(readFileSync(place.source).equals(before)).toBe(true);
    expect(await database.login("alice", `FILE:${place.copy}`)).toBe("alice\n");
  });

  it("KDC down at renewal: the good ticket stays, it is told once, and renewed when the KDC is back", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`, { args: ["-l", "16s", "-r", "1h"] });
    await kdc.pause();
    const running = sharer.start({ env: env(place, { TICKET_RENEW: "true" }) });
    try {
      await running.until("the ticket", () => existsSync(place.copy));
      const bytes = readFileSync(place.copy);
      await running.until("it is told", () => running.said("renewal") !== undefined, 14_000);
      expect(running.said("renewal")).toMatchObject({ level: "warn", code: "TKT-KDC-UNREACHABLE" });
      expect(readFileSync(place.copy).equals(bytes)).toBe(true);
      await running.until("the status tells", () => statusOf(place)?.problem?.code === "TKT-KDC-UNREACHABLE");
      expect(statusOf(place)?.usable).toBe(true);
    } finally {
      await kdc.resume();
    }
    const first = endOf(place.copy);
    await running.until("it is renewed", () => endOf(place.copy) > first, 14_000);
    expect(running.log.filter(({ event }) => event === "renewal").length).toBe(1);
    expect(running.said("renewal-recovered")).toBeDefined();
  }, 40_000);

  it("fifty read-only consumers cost one TGS request", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`);
    const before = requests();
    const running = sharer.start({ env: env(place, { TICKET_SPNS: service }) });
    await running.until("the service ticket", () => servers(place.copy).includes(`${service}@EXAMPLE.TEST`));
    // A consumer's mount is read-only: a client finds the ticket or asks for one, and cannot keep it.
    const logins = async () => {
      for (let login = 0; login < 50; login += 5)
        await Promise.all(Array.from({ length: 5 }, () => database.login("alice", `FILE:${place.copy}`)));
    };
    await logins();
    expect(requests() - before).toBe(1);
    // A new kinit without service tickets keeps those that there are.
    await kdc.kinit(`FILE:${place.source}`);
    const own = endOf(place.source);
    await running.until("the new ticket", () => endOf(place.copy) === own);
    expect(servers(place.copy)).toContain(`${service}@EXAMPLE.TEST`);
  });

  it("an SPN that the KDC does not know is told, and keeps no other from being fetched", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`);
    const spns = `MSSQLSvc/nowhere:1433,${service}`;
    const running = sharer.start({ env: env(place, { TICKET_SPNS: spns }) });
    await running.until("the service ticket", () => servers(place.copy).includes(`${service}@EXAMPLE.TEST`));
    expect(running.said("service-tickets")).toMatchObject({
      code: "TKT-SPN-UNKNOWN",
      message: "No ticket for the service MSSQLSvc/nowhere:1433 can be got.",
    });
    const once = sharer.start({ env: env(place, { TICKET_SPNS: spns }), args: ["--once"] });
    expect((await once.ended).code).toBe(Exit.ok);
  });

  it("keytab: gets a ticket and service tickets, and says what is wrong with a keytab", async () => {
    const place = newPlace();
    const keytab = await kdc.keytab("bob", join(place.root, "bob.keytab"));
    const bob = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "bob@EXAMPLE.TEST" };
    const once = sharer.start({ env: env(place, { ...bob, TICKET_SPNS: service }), args: ["--once"] });
    expect((await once.ended).code, once.output).toBe(Exit.ok);
    expect(servers(place.copy)).toEqual(["krbtgt/EXAMPLE.TEST@EXAMPLE.TEST", `${service}@EXAMPLE.TEST`]);
    const wrong = sharer.start({
      env: env(newPlace(), { ...bob, TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" }),
      args: ["--once"],
    });
    expect((await wrong.ended).code).toBe(Exit.credential);
    expect(wrong.said("keytab")?.code).toBe("TKT-KEYTAB");
    const none = sharer.start({
      env: env(newPlace(), { ...bob, TICKET_KEYTAB: "/nowhere" }),
      args: ["--once"],
    });
    expect((await none.ended).code).toBe(Exit.credential);
    const unknown = { ...env(newPlace(), bob), PATH: "/nowhere" };
    const bare = sharer.start({ env: unknown, args: ["--once"] });
    expect((await bare.ended).code, bare.output).toBe(Exit.unavailable);
    expect(bare.said("keytab")?.code).toBe("TKT-NO-PROGRAM");
    const homeless = sharer.start({ env: { ...env(newPlace(), bob), TMPDIR: "/nowhere" }, args: ["--once"] });
    expect((await homeless.ended).code, homeless.output).toBe(Exit.cannotPublish);
    expect(homeless.said("keytab")?.code).toBe("TKT-TEMPORARY");
  });

  it("keytab: gets the next ticket at half of the life", async () => {
    const place = newPlace();
    const keytab = await kdc.keytab("bob", join(place.root, "bob.keytab"));
    const config = join(place.root, "krb5.conf");
    const original = readFileSync(join(kdc.folder, "krb5.conf"), "utf8");
    writeFileSync(config, original.replace("[libdefaults]", "[libdefaults]\n  ticket_lifetime = 6s"));
    const bob = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "bob@EXAMPLE.TEST" };
    const running = sharer.start({ env: { ...env(place, bob), KRB5_CONFIG: config } });
    await running.until("the ticket", () => existsSync(place.copy));
    const first = endOf(place.copy);
    await running.until("the next one", () => endOf(place.copy) > first);
    expect(Date.now() / 1000).toBeLessThan(first);
    await running.until("the status", () => statusOf(place)?.source.watch === "none");
  });

  it("krenew and cp write in place: no reader of the copy sees half of a ticket", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`, { args: ["-r", "7d"] });
    const running = sharer.start({ env: env(place) });
    await running.until("the ticket", () => existsSync(place.copy));
    const other = join(place.folder, "other");
    await kdc.kinit(`FILE:${other}`, { args: ["-r", "7d"] });
    const krenew = `krenew && cp '${other}' '${place.source}' && krenew`;
    const loop = `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ${krenew} || exit 1; done`;
    let over = false;
    const writing = run(["sh", "-c", loop], {
      env: { ...kdc.env, KRB5CCNAME: `FILE:${place.source}` },
    }).finally(() => {
      over = true;
    });
    let reads = 0;
    let tornSources = 0;
    while (!over) {
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
  });

  it("several principals: a DIR collection becomes one that klist reads, and kdestroy takes none of it away", async () => {
    const place = newPlace();
    const collection = join(place.folder, "collection");
    mkdirSync(collection, { mode: 0o700 });
    await kdc.kinit(`DIR::${collection}/tkt`);
    await kdc.kinit(`DIR::${collection}/tktbob`, { user: "bob", password: "bobpw" });
    const running = sharer.start({
      env: env(place, { TICKET_SOURCE: `DIR:${collection}`, TICKET_COLLECTION: "true" }),
    });
    const shared = join(place.cacheDir, "collection");
    await running.until(
      "both",
      () => existsSync(join(shared, "tktbob")) && existsSync(join(shared, "primary")),
    );
    const list = () => run(["klist", "-l", "-c", `DIR:${shared}`], { env: kdc.env });
    expect((await list()).match(/(alice|bob)@EXAMPLE.TEST/g)?.sort()).toEqual([
      "alice@EXAMPLE.TEST",
      "bob@EXAMPLE.TEST",
    ]);
    expect(execFileSync("stat", ["-c", "%a", shared, join(shared, "tktbob")], { encoding: "utf8" })).toBe(
      "2770\n640\n",
    );
    expect(servers(place.copy).length).toBe(1);
    await run(["kswitch", "-c", `DIR::${collection}/tktbob`], {
      env: { ...kdc.env, KRB5CCNAME: `DIR:${collection}` },
    });
    await running.until(
      "the primary follows",
      () => readFileSync(join(shared, "primary"), "utf8") === "tktbob\n",
    );
    await running.until("the copy follows", () => running.said("principal-changed") !== undefined);
    await run(["kdestroy", "-c", `DIR::${collection}/tktbob`], { env: kdc.env });
    await running.until("it is told", () => running.said("source") !== undefined);
    expect(existsSync(join(shared, "tktbob"))).toBe(true);
  });

  it.each(["C", "de_DE.ISO-8859-1", "POSIX"])("a name beyond ASCII, in the locale %s", async (locale) => {
    const place = newPlace();
    const source = join(place.folder, "krb5cc_jürgen");
    await kdc.kinit(`FILE:${source}`, {
      user: "jürgen",
      password: "jürgenpw",
      args: ["-l", "6s", "-r", "1h"],
    });
    const strange = { LC_ALL: locale, LANG: locale, TICKET_SOURCE: source, TICKET_RENEW: "true" };
    const running = sharer.start({
      env: env(place, { ...strange, TICKET_PRINCIPAL: "jürgen@EXAMPLE.TEST" }),
    });
    await running.until("it is renewed", () => running.said("published")?.origin === "renewal");
    expect(running.said("published")?.principal).toBe("jürgen@EXAMPLE.TEST");
    const klist = await attempt(["klist", "-c", place.copy], { env: { ...kdc.env, LC_ALL: locale } });
    expect(klist.stdout).toContain("jürgen@EXAMPLE.TEST");
  });

  it("a KDC that was set up anew refuses to renew: told with what to do", async () => {
    const place = newPlace();
    await kdc.kinit(`FILE:${place.source}`, { args: ["-l", "4s", "-r", "1h"] });
    await kdc.kadmin([`cpw -randkey krbtgt/${kdc.realm}`]);
    const running = sharer.start({ env: env(place, { TICKET_RENEW: "true" }) });
    await running.until("it is told", () => running.said("renewal") !== undefined);
    expect(running.said("renewal")).toMatchObject({
      code: "TKT-KDC-REFUSED",
      next: ["kinit -r 7d alice@EXAMPLE.TEST   # on the host: a new ticket"],
    });
  });
});

const noFaketime = skip ?? skipUnlessFaketime();

describe.skipIf(noFaketime !== undefined)(
  `with a clock that is 10 minutes off${noFaketime ? ` (${noFaketime})` : ""}`,
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
      expect(String(running.said("source")?.next)).toContain("hwclock -s");
    });

    it.each([
      ["-10m", 600, "behind"],
      ["+10m", -600, "ahead of"],
    ])(
      "kinit under the same wrong clock (%s): the offset that it noted counts, and is told",
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
        await running.until("the status tells", () => statusOf(place)?.usable === true);
        const status = statusOf(place);
        expect(Math.abs((status?.clockOffsetSeconds ?? 0) - offset)).toBeLessThan(5);
        // By this machine's clock, and by the KDC's, it is as long until the end.
        const localNow = Date.now() / 1000 - offset;
        const left = endOf(place.copy) - Date.now() / 1000;
        expect(Math.abs((status?.usableUntil ?? 0) - localNow - left)).toBeLessThan(5);
      },
    );

    it("this machine's is ahead, with a ticket of a clock that was right: the KDC refuses, and it is told", async () => {
      const place = newPlace();
      await kdc.kinit(`FILE:${place.source}`);
      const env = { ...kdc.env, ...at(place, { TICKET_SPNS: `kadmin/admin` }) };
      const running = sharer.start({ env, within: withClock("+10m") });
      await running.until("it is told", () => running.said("service-tickets") !== undefined);
      expect(running.said("service-tickets")).toMatchObject({ code: "TKT-CLOCK-SKEW" });
      expect(existsSync(place.copy)).toBe(true);
    });

    it("renews under a wrong clock", async () => {
      const place = newPlace();
      const wrong = withClock("-10m");
      await run(
        wrong(["kinit", "-c", `FILE:${place.source}`, "-l", "608s", "-r", "1h", "alice"]) as [
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
        within: wrong,
      });
      await running.until("it is renewed", () => running.said("published")?.origin === "renewal");
    });
  },
);
