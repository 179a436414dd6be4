import { chmodSync, chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { fileSource } from "../source/file-source.ts";
import { usableTicket } from "../ticket.ts";
import { Sharer } from "./sharer.ts";

const begin = 1_800_000_000;
const hour = 3600;

function newSharer(env: Readonly<Record<string, string>> = {}) {
  const place = newPlace(memory);
  const clock = new TestClock(begin * 1000);
  const start = (more: Readonly<Record<string, string>> = {}) => {
    const settings = readSettings([], {
      TICKET_SOURCE: place.source,
      TICKET_CACHE_DIR: place.cacheDir,
      ...env,
      ...more,
    });
    const log = makeLog({ format: "json", now: clock.now, print: () => {} });
    const source = settings.keytab === undefined ? fileSource(place.source) : undefined;
    return new Sharer({ settings, source, clock, log });
  };
  return { place, clock, start };
}

describe("what stands in the copy's place, at the next second", () => {
  it.each([
    ["with the source there", false],
    ["with the source gone", true],
  ])("gives way to the better ticket that this sharer has published: %s", async (_, gone) => {
    const { place, clock, start } = newSharer();
    const good = cacheBytes({ start: begin, lifeSeconds: 9 * hour });
    put(place.source, good);
    const sharer = start();
    await sharer.tick();
    if (gone) rmSync(place.source);
    put(place.copy, cacheBytes({ start: begin, lifeSeconds: hour }));
    clock.advance(1000);
    await sharer.tick();
    expect(readFileSync(place.copy).equals(good)).toBe(true);
    // A better one, and another principal's, are another sharer's own business.
    for (const other of [{ lifeSeconds: 10 * hour }, { user: "bob", lifeSeconds: hour }]) {
      const bytes = cacheBytes({ start: begin, ...other });
      put(place.copy, bytes);
      clock.advance(1000);
      await sharer.tick();
      expect(readFileSync(place.copy).equals(bytes)).toBe(true);
    }
  });
});

it("a ticket of a keytab that found another sharer at work is shared at the next second", async () => {
  const { place, clock, start } = newSharer();
  const sharer = start({ TICKET_KEYTAB: "/nowhere", TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" });
  const bytes = cacheBytes({ start: begin, lifeSeconds: hour });
  writeFileSync(join(place.cacheDir, ".lock"), "");
  expect(sharer.copy.offer(usableTicket(bytes, { now: clock.now() }), "keytab").kind).toBe("busy");
  rmSync(join(place.cacheDir, ".lock"));
  clock.advance(1000);
  await sharer.tick();
  expect(readFileSync(place.copy).equals(bytes)).toBe(true);
});

describe.runIf(process.getuid?.() === 0)("the copy's rights, at the next second", () => {
  it("are as consumers need them, whoever changed them, also with the source gone", async () => {
    const { place, clock, start } = newSharer();
    put(place.source, cacheBytes({ start: begin, lifeSeconds: 9 * hour }));
    await start().tick();
    rmSync(place.source);
    const sharer = start();
    const rights = () => {
      const { mode, gid } = statSync(place.copy);
      return [mode & 0o7777, gid];
    };
    for (const [change, group] of [
      [() => chmodSync(place.copy, 0o600), 0],
      [() => chownSync(place.copy, -1, 1234), 0],
      // As it is after the folder was repaired and the copy stayed.
      [() => chownSync(place.cacheDir, -1, 4321), 4321],
    ] as const) {
      change();
      clock.advance(1000);
      await sharer.tick();
      expect(rights()).toEqual([0o640, group]);
      const { ino } = statSync(place.copy);
      clock.advance(1000);
      await sharer.tick();
      expect(statSync(place.copy).ino).toBe(ino);
    }
  });
});

describe("TICKET_PRINCIPAL", () => {
  it("removes another's ticket that was shared before, and lets a later one of its own in", async () => {
    const { place, clock, start } = newSharer();
    put(place.source, cacheBytes({ start: begin, lifeSeconds: hour }));
    await start().tick();
    expect(existsSync(place.copy)).toBe(true);
    const sharer = start({ TICKET_PRINCIPAL: "bob@EXAMPLE.TEST" });
    await sharer.tick();
    expect(existsSync(place.copy)).toBe(false);
    expect(sharer.status()).toMatchObject({ state: "waiting", usable: false });
    const bobs = cacheBytes({ user: "bob", start: begin, lifeSeconds: hour });
    put(place.source, bobs);
    clock.advance(1000);
    await sharer.tick();
    expect(readFileSync(place.copy).equals(bobs)).toBe(true);
  });
});
