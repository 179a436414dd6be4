import { chmodSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Principal, parseCcache, tickets } from "../../../krb5/src/index.ts";
import { newPlace } from "../../test/folders.ts";
import { cacheBytes, now, realm, serviceTicket, type TicketOptions } from "../../test/tickets.ts";
import { examine } from "../examine.ts";
import { Publication } from "./publication.ts";

const hour = 3600;

function ticket(options: TicketOptions = {}) {
  return examine(cacheBytes(options), { now: Date.now() });
}

function publicationAt(path: string, spns: readonly string[] = []) {
  return new Publication({ path, spns });
}

function servicesIn(path: string): string[] {
  return tickets(parseCcache(readFileSync(path))).map(({ server }) => server.components.join("/"));
}

describe("what is published", () => {
  it("the very bytes, mode 0640, and nothing when they stand there already", () => {
    const { copy } = newPlace();
    const offered = ticket();
    expect(publicationAt(copy).offer(offered, Date.now()).kind).toBe("published");
    expect(readFileSync(copy)).toEqual(Buffer.from(offered.bytes));
    expect(statSync(copy).mode & 0o7777).toBe(0o640);
    expect(publicationAt(copy).offer(offered, Date.now()).kind).toBe("unchanged");
    chmodSync(copy, 0o600);
    expect(publicationAt(copy).offer(offered, Date.now()).kind).toBe("published");
    expect(statSync(copy).mode & 0o7777).toBe(0o640);
  });

  it("a later one takes the place, an earlier one does not, an equally long one does", () => {
    const { copy } = newPlace();
    const publication = publicationAt(copy);
    const start = now();
    publication.offer(ticket({ start, lifeSeconds: 2 * hour }), Date.now());
    const earlier = publication.offer(ticket({ start, lifeSeconds: hour }), Date.now());
    expect(earlier).toMatchObject({ kind: "refused", problem: { code: "TKT-EARLIER" } });
    expect(publication.offer(ticket({ start, lifeSeconds: 3 * hour }), Date.now()).kind).toBe("published");
    expect(publication.offer(ticket({ start, lifeSeconds: 3 * hour, serial: 7 }), Date.now()).kind).toBe(
      "published",
    );
    expect(publication.ticket?.facts.endtime).toBe(start + 3 * hour);
  });

  it("what stands on the disk decides, not what was published from here", () => {
    const { copy } = newPlace();
    const [mine, other] = [publicationAt(copy), publicationAt(copy)];
    const start = now();
    mine.offer(ticket({ start, lifeSeconds: hour }), Date.now());
    other.offer(ticket({ start, lifeSeconds: 3 * hour }), Date.now());
    expect(mine.offer(ticket({ start, lifeSeconds: 2 * hour }), Date.now()).kind).toBe("refused");
  });

  it.each([
    ["missing", (copy: string) => rmSync(copy)],
    ["junk", (copy: string) => writeFileSync(copy, "junk")],
    ["cut", (copy: string) => writeFileSync(copy, readFileSync(copy).subarray(0, 100))],
    [
      "expired",
      (copy: string) => writeFileSync(copy, cacheBytes({ start: now() - 9 * hour, lifeSeconds: 8 * hour })),
    ],
  ])("any usable ticket takes the place of a copy that is %s", (_, damage) => {
    const { copy } = newPlace();
    const publication = publicationAt(copy);
    publication.offer(ticket({ lifeSeconds: 5 * hour }), Date.now());
    damage(copy);
    expect(publication.refresh(Date.now())).toBe(true);
    expect(publication.fault).toBeDefined();
    expect(publication.offer(ticket({ lifeSeconds: 60 }), Date.now()).kind).toBe("published");
    expect(publication.fault).toBeUndefined();
  });

  it("another principal's takes the place though it ends earlier, and the caller learns whose was there", () => {
    const { copy } = newPlace();
    const publication = publicationAt(copy);
    publication.offer(ticket({ lifeSeconds: 2 * hour }), Date.now());
    const outcome = publication.offer(ticket({ user: "bob", lifeSeconds: hour }), Date.now());
    if (outcome.kind !== "published") throw new Error(outcome.kind);
    expect([String(outcome.before?.client), String(outcome.ticket.client)]).toEqual([
      `alice@${realm}`,
      `bob@${realm}`,
    ]);
  });
});

describe("service tickets that were fetched ahead", () => {
  const spns = ["postgres/db", "MSSQLSvc/db:1433"];
  const alice = Principal.of(realm, ["alice"]);

  it("stay when a cache without them is published, and go with their principal", () => {
    const { copy } = newPlace();
    const publication = publicationAt(copy, spns);
    const first = ticket({ lifeSeconds: hour });
    publication.offer(first, Date.now());
    publication.offer(first, Date.now(), [
      serviceTicket(alice, "postgres/db"),
      serviceTicket(alice, "MSSQLSvc/db:1433"),
    ]);
    const all = ["krbtgt/EXAMPLE.TEST", ...spns];
    expect(servicesIn(copy)).toEqual(all);
    expect(publication.offer(first, Date.now()).kind).toBe("unchanged");
    publication.offer(ticket({ lifeSeconds: 2 * hour }), Date.now());
    expect(servicesIn(copy)).toEqual(all);
    publication.offer(ticket({ user: "bob" }), Date.now());
    expect(servicesIn(copy)).toEqual(["krbtgt/EXAMPLE.TEST"]);
  });

  it("a longer one takes the place of a shorter one, and an ended one is left out", () => {
    const { copy } = newPlace();
    const publication = publicationAt(copy, spns);
    const base = ticket();
    const start = now();
    const short = serviceTicket(alice, "postgres/db", { start, lifeSeconds: 60 });
    const long = serviceTicket(alice, "postgres/db", { start, lifeSeconds: 600 });
    publication.offer(base, Date.now(), [short]);
    publication.offer(base, Date.now(), [long]);
    const ends = () => tickets(parseCcache(readFileSync(copy))).map(({ times }) => times.endtime - start);
    expect(ends()).toEqual([36_000, 600]);
    publication.offer(base, Date.now(), [short]);
    expect(ends()).toEqual([36_000, 600]);
    publication.offer(ticket({ lifeSeconds: 40_000 }), Date.now() + 700_000);
    expect(ends().length).toBe(1);
  });
});

describe("two sharers on one volume", () => {
  it("one that is at work makes the other wait, and one that was killed does not for long", () => {
    const { copy, cacheDir } = newPlace();
    const lock = join(cacheDir, ".lock");
    writeFileSync(lock, "");
    expect(publicationAt(copy).offer(ticket(), Date.now()).kind).toBe("busy");
    expect(readdirSync(cacheDir)).toEqual([".lock"]);
    const old = new Date(Date.now() - 5000);
    utimesSync(lock, old, old);
    expect(publicationAt(copy).offer(ticket(), Date.now()).kind).toBe("published");
    expect(readdirSync(cacheDir)).toEqual(["krb5cc"]);
  });
});
