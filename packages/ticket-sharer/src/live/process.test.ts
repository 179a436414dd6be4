import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { cacheBytes, now } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";
import type { Status } from "../status/status.ts";

const sharer = useSharer();

function statusIn(folder: string): Status {
  return JSON.parse(readFileSync(join(folder, "status.json"), "utf8")) as Status;
}

function same(path: string, bytes: Uint8Array): boolean {
  return existsSync(path) && readFileSync(path).equals(bytes);
}

describe("while it runs", () => {
  it("publishes what is there, every later ticket as it comes, and what is worse never", async () => {
    const place = newPlace();
    const first = cacheBytes({ lifeSeconds: 7200, serial: 1 });
    put(place.source, first);
    const running = sharer.start({ env: at(place) });
    await running.until("the first ticket", () => same(place.copy, first));
    expect(statSync(place.copy).mode & 0o7777).toBe(0o640);
    // From here on by events alone: the full look comes every 300 s, and the watch is there once it has been told of.
    const second = cacheBytes({ lifeSeconds: 7300, serial: 2 });
    put(place.source, second);
    await running.until("the second ticket", () => same(place.copy, second));
    for (const [worse, code] of [
      [new Uint8Array(0), "KRB5-CCACHE-EMPTY"],
      [Buffer.from("junk"), "KRB5-CCACHE-NOT-A-CCACHE"],
      [cacheBytes({ lifeSeconds: 60 }), "TKT-EARLIER"],
      [second.subarray(0, 200), "KRB5-CCACHE-LENGTH"],
    ] as const) {
      put(place.source, worse);
      // Only then it has looked.
      await running.until(`it says ${code}`, () => running.said("source")?.code === code);
      expect(same(place.copy, second)).toBe(true);
    }
    rmSync(place.source);
    await running.until(
      "it says that the ticket is gone",
      () => running.said("source")?.code === "TKT-SOURCE-MISSING",
    );
    expect(same(place.copy, second)).toBe(true);
    expect(statusIn(place.cacheDir)).toMatchObject({
      state: "shared",
      usable: true,
      source: { watch: "events" },
    });
    const third = cacheBytes({ user: "bob", lifeSeconds: 7200 });
    put(place.source, third);
    await running.until("another principal's ticket", () => same(place.copy, third));
    await running.until("it says so", () => running.said("principal-changed") !== undefined);
  });

  it("a pinned principal's copy is not replaced by another's", async () => {
    const place = newPlace();
    const alice = cacheBytes();
    put(place.source, alice);
    const running = sharer.start({ env: at(place, { TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" }) });
    await running.until("alice's ticket", () => same(place.copy, alice));
    put(place.source, cacheBytes({ user: "bob" }));
    await running.until("a refusal", () => running.said("source")?.code === "TKT-PRINCIPAL");
    expect(same(place.copy, alice)).toBe(true);
  });

  it("puts back a copy that somebody damages or removes", async () => {
    const place = newPlace();
    const bytes = cacheBytes();
    put(place.source, bytes);
    const running = sharer.start({ env: at(place) });
    await running.until("the ticket", () => same(place.copy, bytes));
    for (const damage of [() => rmSync(place.copy), () => writeFileSync(place.copy, "junk")]) {
      damage();
      await running.until("it is back", () => same(place.copy, bytes));
    }
  });

  it("status, healthy file, /readyz and metrics say when the ticket ends, and turn then", async () => {
    const place = newPlace();
    const start = now();
    put(place.source, cacheBytes({ start, lifeSeconds: 3600 }));
    const running = sharer.start({ env: at(place, { TICKET_METRICS_PORT: "0" }) });
    await running.until("it listens", () => running.said("started") !== undefined);
    const port = running.said("started")?.port as number;
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    await running.until("the status", () => existsSync(join(place.cacheDir, "status.json")));
    const healthy = () => Number(readFileSync(join(place.cacheDir, "healthy"), "utf8"));
    await running.until("healthy", () => healthy() > 0);
    expect(healthy()).toBe(start + 3600);
    for (const path of ["/readyz", "/healthz", "/livez"]) expect((await ask(path)).status).toBe(200);
    expect((await ask("/metrics")).text).toContain(
      `ticket_expiry_timestamp_seconds{principal="alice@EXAMPLE.TEST"} ${start + 3600}`,
    );
    expect((await ask("/nothing")).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" })).status).toBe(405);
    expect(JSON.parse((await ask("/status")).text)).toMatchObject({
      state: "shared",
      usableUntil: start + 3600,
    });
    // One that ends is put only now, so that it need not outlive the program's start and all these questions.
    const shortly = now();
    put(place.source, cacheBytes({ user: "bob", start: shortly, lifeSeconds: 8 }));
    await running.until("bob's", () => statusIn(place.cacheDir).usableUntil === shortly + 8);
    await running.until("the status turns", () => !statusIn(place.cacheDir).usable);
    expect(Date.now()).toBeGreaterThanOrEqual((shortly + 8) * 1000);
    expect(healthy()).toBe(0);
    expect(statusIn(place.cacheDir).state).toBe("unusable");
    expect((await ask("/readyz")).status).toBe(503);
    expect((await ask("/healthz")).status).toBe(503);
    expect((await ask("/livez")).status).toBe(200);
    expect((await ask("/metrics")).text).toContain("ticket_usable 0\n");
    const endings = running.log.filter(({ event, message }) => event === "ending" && /bob@/.test(message));
    expect(endings.map(({ code }) => code)).toEqual(["TKT-ENDING", "TKT-TICKET-EXPIRED"]);
  });

  it("without a listener, Prometheus gets a file", async () => {
    const place = newPlace();
    put(place.source, cacheBytes());
    const running = sharer.start({ env: at(place) });
    const file = join(place.cacheDir, "ticket.prom");
    await running.until(
      "the file",
      () => existsSync(file) && readFileSync(file, "utf8").includes("ticket_usable 1\n"),
    );
  });

  it.skipIf(!existsSync("/dev/full"))("a log on a full disk keeps it from nothing", async () => {
    const place = newPlace();
    put(place.source, cacheBytes());
    const within = (argv: readonly string[]) => ["sh", "-c", 'exec "$@" > /dev/full', "sh", ...argv];
    const running = sharer.start({ env: at(place), within });
    await running.until("the ticket", () => existsSync(place.copy));
    const later = cacheBytes({ lifeSeconds: 50_000 });
    put(place.source, later);
    await running.until("the later ticket", () => same(place.copy, later));
    expect(await running.stop()).toBe(Exit.ok);
    expect(running.output).toBe("");
  });

  it("the source's folder may be replaced", async () => {
    const place = newPlace();
    put(place.source, cacheBytes({ serial: 1 }));
    const running = sharer.start({ env: at(place) });
    await running.until("the ticket", () => existsSync(place.copy));
    rmSync(place.folder, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    mkdirSync(place.folder);
    const later = cacheBytes({ lifeSeconds: 50_000, serial: 2 });
    put(place.source, later);
    await running.until("the new folder's ticket", () => same(place.copy, later));
    const last = cacheBytes({ lifeSeconds: 60_000, serial: 3 });
    put(place.source, last);
    await running.until("the new folder's next ticket", () => same(place.copy, last));
  });
});

describe("when it is stopped", () => {
  it.each([
    ["SIGTERM", "keep", true],
    ["SIGINT", "remove", false],
  ] as const)("%s ends it at once, with 0; the copy: %s", async (signal, onStop, stays) => {
    const place = newPlace();
    put(place.source, cacheBytes());
    const running = sharer.start({ env: at(place, { TICKET_ON_STOP: onStop }) });
    await running.until(
      "the ticket",
      () => existsSync(place.copy) && existsSync(join(place.cacheDir, "status.json")),
    );
    const asked = Date.now();
    expect(await running.stop(signal)).toBe(Exit.ok);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(existsSync(place.copy)).toBe(stays);
    expect(statusIn(place.cacheDir)).toMatchObject({ state: "stopped", usable: stays });
    expect(readdirSync(place.cacheDir).filter((name) => /[0-9a-f]{12}$|lock/.test(name))).toEqual([]);
  });
});

describe("exit codes", () => {
  const once = async (env: Record<string, string>, args: readonly string[] = ["--once"]) => {
    const running = sharer.start({ env, args });
    return { code: (await running.ended).code, output: running.output };
  };

  it("--once publishes and exits with 0, and the copy stays", async () => {
    const place = newPlace();
    const bytes = cacheBytes();
    put(place.source, bytes);
    expect((await once(at(place, { TICKET_ON_STOP: "remove" }))).code).toBe(Exit.ok);
    expect(same(place.copy, bytes)).toBe(true);
  });

  it("--once waits for a ticket as long as it was told to", async () => {
    const place = newPlace();
    const running = sharer.start({ env: at(place, { TICKET_WAIT_SECONDS: "20" }), args: ["--once"] });
    await running.until("it says what is missing", () => running.said("source") !== undefined);
    put(place.source, cacheBytes());
    expect((await running.ended).code).toBe(Exit.ok);
  });

  it.each([
    ["no ticket", undefined, Exit.noInput, "TKT-SOURCE-MISSING"],
    ["no cache", Buffer.from("junk"), Exit.data, "KRB5-CCACHE-NOT-A-CCACHE"],
    [
      "an ended ticket",
      cacheBytes({ start: now() - 100, lifeSeconds: 10 }),
      Exit.credential,
      "TKT-TICKET-EXPIRED",
    ],
    ["another's ticket", cacheBytes({ user: "bob" }), Exit.otherPrincipal, "TKT-PRINCIPAL"],
  ])("%s", async (_, bytes, code, says) => {
    const place = newPlace();
    if (bytes !== undefined) put(place.source, bytes);
    const result = await once(at(place, { TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" }));
    expect(result).toMatchObject({ code, output: expect.stringContaining(`"code":"${says}"`) });
    expect(existsSync(place.copy)).toBe(false);
  });

  it.each([{ TICKET_RENEW: "true" }, { TICKET_SPNS: "postgres/localhost" }])(
    "no ticket to ask a KDC with: it waits no longer than without (%o)",
    async (setting) => {
      const began = performance.now();
      expect((await once(at(newPlace(), setting))).code).toBe(Exit.noInput);
      // For the KDC's part it would be thirty.
      expect(performance.now() - began).toBeLessThan(25_000);
    },
  );

  it("a folder that is not there, a wrong setting, an unknown flag, a taken port", async () => {
    const place = newPlace();
    const env = at(place);
    put(place.source, cacheBytes());
    expect(await once({ ...env, TICKET_CACHE_DIR: join(place.root, "none") })).toMatchObject({
      code: Exit.cannotPublish,
      output: expect.stringContaining("TKT-PUBLISH-MISSING"),
    });
    expect((await once({ ...env, TICKET_ON_STOP: "perhaps" })).code).toBe(Exit.usage);
    expect((await once(env, ["--onc"])).code).toBe(Exit.usage);
    const first = sharer.start({ env: { ...env, TICKET_METRICS_PORT: "0" } });
    await first.until("it listens", () => first.said("started") !== undefined);
    const taken = await once({ ...env, TICKET_METRICS_PORT: String(first.said("started")?.port) }, []);
    expect(taken).toMatchObject({ code: Exit.usage, output: expect.stringContaining("TKT-LISTEN") });
  });

  it("a kind of cache that nobody else can read, and a copy that cannot take its place", async () => {
    const place = newPlace();
    expect(await once(at(place, { TICKET_SOURCE: "KEYRING:persistent:1000" }))).toMatchObject({
      code: Exit.usage,
      output: expect.stringContaining("TKT-SOURCE-TYPE"),
    });
    put(place.source, cacheBytes());
    mkdirSync(place.copy);
    expect(await once(at(place))).toMatchObject({
      code: Exit.cannotPublish,
      output: expect.stringContaining("TKT-PUBLISH-FAILED"),
    });
  });

  it.skipIf(process.platform !== "linux")("on a terminal, the log is for people", async () => {
    const place = newPlace();
    put(place.source, cacheBytes());
    // `script` gives it a terminal of its own.
    const within = (argv: readonly string[]) => ["script", "-qec", `exec ${argv.join(" ")}`, "/dev/null"];
    const running = sharer.start({ env: at(place, { TICKET_LOG: "auto" }), args: ["--once"], within });
    expect((await running.ended).code, running.output).toBe(Exit.ok);
    expect(running.output).toMatch(
      /^\d\d:\d\d:\d\d alice@EXAMPLE.TEST, valid 9 h 59 min, not renewable\r?$/m,
    );
  });

  it("--check changes nothing and tells both sides", async () => {
    const place = newPlace();
    put(place.source, cacheBytes());
    const before = await once(at(place), ["--check"]);
    expect(before).toMatchObject({
      code: Exit.noInput,
      output: expect.stringMatching(/source: alice@.*\nshared: TKT-/),
    });
    expect(readdirSync(place.cacheDir)).toEqual([]);
    await once(at(place));
    expect(await once(at(place), ["--check"])).toMatchObject({
      code: Exit.ok,
      output: expect.stringMatching(/shared: alice@/),
    });
  });
});
