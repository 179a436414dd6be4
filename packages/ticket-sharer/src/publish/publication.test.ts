import { chmodSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { cacheBytes, now, realm, type TicketOptions } from "../../test/tickets.ts";
import { usableTicket } from "../ticket.ts";
import { Publication } from "./publication.ts";

const hour = 3600;

function ticket(options: TicketOptions = {}) {
  return usableTicket(cacheBytes(options), { now: Date.now() });
}

function publicationAt(path: string) {
  return new Publication({ path });
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
    publication.refresh(Date.now());
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

describe("two sharers on one volume", () => {
  it("one that is at work makes the other wait, and one that was killed does not for long", () => {
    // In memory: a lock that is a second old is taken for a killed process's, and a disk may take as long.
    const { copy, cacheDir } = newPlace(memory);
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
