import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { attempt, run, skipReason } from "../../../../e2e/world/kerberos/index.ts";
import { parseCcache, tickets } from "../../../krb5/src/index.ts";
import { skipUnlessFaketime, skipWithout, skipWithoutLocales, withClock } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { endOf, servers, statusOf } from "../../test/shared-copy.ts";
import { postgresService, useMitRealm } from "../../test/use-mit-realm.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const skip =
  skipReason("client", "mitKdc", "postgres") ??
  skipWithout("krenew") ??
  skipWithoutLocales() ??
  skipUnlessFaketime();
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`with an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  const mit = useMitRealm({ alice: "alicepw", bob: "bobpw", jürgen: "jürgenpw" });
  const requests = () =>
    readFileSync(join(mit.kdc.folder, "kdc.log"), "utf8").match(/TGS_REQ .* ISSUE/g)?.length ?? 0;

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

  it("fifty read-only consumers cost one TGS request", async () => {
    const place = newPlace();
    await mit.kdc.kinit(`FILE:${place.source}`);
    const before = requests();
    const running = sharer.start({ env: mit.env(place, { TICKET_SPNS: postgresService }) });
    await running.until("the service ticket", () =>
      servers(place.copy).includes(`${postgresService}@EXAMPLE.TEST`),
    );
    // A consumer's mount is read-only: a client finds the ticket or asks for one, and cannot keep it.
    const logins = async () => {
      for (let login = 0; login < 50; login += 5)
        await Promise.all(Array.from({ length: 5 }, () => mit.database.login("alice", `FILE:${place.copy}`)));
    };
    await logins();
    expect(requests() - before).toBe(1);
    // A new kinit without service tickets keeps those that there are.
    await mit.kdc.kinit(`FILE:${place.source}`);
    const own = endOf(place.source);
    await running.until("the new ticket", () => endOf(place.copy) === own);
    expect(servers(place.copy)).toContain(`${postgresService}@EXAMPLE.TEST`);
  });

  it("an SPN that the KDC does not know is told, and keeps no other from being fetched", async () => {
    const place = newPlace();
    await mit.kdc.kinit(`FILE:${place.source}`);
    const spns = `MSSQLSvc/nowhere:1433,${postgresService}`;
    const running = sharer.start({ env: mit.env(place, { TICKET_SPNS: spns }) });
    await running.until("the service ticket", () =>
      servers(place.copy).includes(`${postgresService}@EXAMPLE.TEST`),
    );
    expect(running.said("service-tickets")).toMatchObject({
      code: "TKT-SPN-UNKNOWN",
      message: "No ticket for the service MSSQLSvc/nowhere:1433 can be got.",
    });
    const once = sharer.start({ env: mit.env(place, { TICKET_SPNS: spns }), args: ["--once"] });
    expect((await once.ended).code).toBe(Exit.ok);
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
      timeoutMs: 150_000,
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
  }, 180_000);

  it("several principals: a DIR collection becomes one that klist reads, and kdestroy takes none of it away", async () => {
    const place = newPlace();
    const collection = join(place.folder, "collection");
    mkdirSync(collection, { mode: 0o700 });
    await mit.kdc.kinit(`DIR::${collection}/tkt`);
    await mit.kdc.kinit(`DIR::${collection}/tktbob`, { user: "bob", password: "bobpw" });
    const running = sharer.start({
      env: mit.env(place, { TICKET_SOURCE: `DIR:${collection}`, TICKET_COLLECTION: "true" }),
    });
    const shared = join(place.cacheDir, "collection");
    await running.until(
      "both",
      () => existsSync(join(shared, "tktbob")) && existsSync(join(shared, "primary")),
    );
    const list = () => run(["klist", "-l", "-c", `DIR:${shared}`], { env: mit.kdc.env });
    expect((await list()).match(/(alice|bob)@EXAMPLE.TEST/g)?.sort()).toEqual([
      "alice@EXAMPLE.TEST",
      "bob@EXAMPLE.TEST",
    ]);
    expect(execFileSync("stat", ["-c", "%a", shared, join(shared, "tktbob")], { encoding: "utf8" })).toBe(
      "2770\n640\n",
    );
    expect(servers(place.copy).length).toBe(1);
    await run(["kswitch", "-c", `DIR::${collection}/tktbob`], {
      env: { ...mit.kdc.env, KRB5CCNAME: `DIR:${collection}` },
    });
    await running.until(
      "the primary follows",
      () => readFileSync(join(shared, "primary"), "utf8") === "tktbob\n",
    );
    await running.until("the copy follows", () => running.said("principal-changed") !== undefined);
    await run(["kdestroy", "-c", `DIR::${collection}/tktbob`], { env: mit.kdc.env });
    await running.until("it is told", () => running.said("source") !== undefined);
    expect(existsSync(join(shared, "tktbob"))).toBe(true);
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
    expect(running.output).toContain("not written in UTF-8");
  });
});
