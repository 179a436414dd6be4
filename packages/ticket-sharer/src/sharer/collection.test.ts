import { chownSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { type Entry, makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { directorySource } from "../source/directory-source.ts";
import { Sharer } from "./sharer.ts";

const begin = 1_800_000_000;

/** A DIR collection of alice (tkta.b, the current one) and bob (tkta_b), and a sharer of both. */
function newCollection() {
  const place = newPlace(memory);
  const caches = {
    "tkta.b": cacheBytes({ start: begin }),
    tkta_b: cacheBytes({ user: "bob", start: begin }),
  };
  for (const [name, bytes] of Object.entries(caches)) put(join(place.folder, name), bytes);
  writeFileSync(join(place.folder, "primary"), "tkta.b\n");
  const clock = new TestClock(begin * 1000);
  const entries: Entry[] = [];
  const log = makeLog({ format: "json", now: clock.now, print: (line) => entries.push(JSON.parse(line)) });
  const settings = readSettings([], { TICKET_CACHE_DIR: place.cacheDir, TICKET_COLLECTION: "true" });
  const sharer = new Sharer({ settings, source: directorySource(place.folder), clock, log });
  const folder = join(place.cacheDir, "collection");
  const shared = (name: string) => readFileSync(join(folder, name));
  return { place, caches, clock, entries, sharer, folder, shared };
}

describe("a collection", () => {
  it("holds each cache under a name of its own", async () => {
    const { sharer, folder, caches, shared } = newCollection();
    await sharer.tick();
    expect(readdirSync(folder).sort()).toEqual(["primary", "tkta.b", "tkta_b"]);
    expect(shared("primary").toString()).toBe("tkta.b\n");
    for (const [name, bytes] of Object.entries(caches)) expect(shared(name).equals(bytes)).toBe(true);
  });

  it("comes back whole at the next second, whatever of it somebody removes", async () => {
    const { sharer, folder, caches, clock } = newCollection();
    await sharer.tick();
    const inode = () => statSync(join(folder, "tkta_b")).ino;
    for (const remove of [
      () => rmSync(join(folder, "tkta_b")),
      () => rmSync(join(folder, "primary")),
      () => rmSync(folder, { recursive: true }),
    ]) {
      remove();
      clock.advance(1000);
      await sharer.tick();
      expect(readdirSync(folder).sort()).toEqual(["primary", ...Object.keys(caches)]);
      const whole = inode();
      clock.advance(1000);
      await sharer.tick();
      expect(inode()).toBe(whole);
    }
  });

  it.runIf(process.getuid?.() === 0)("is for the group that the copy is for", async () => {
    const { sharer, folder, place } = newCollection();
    chownSync(place.cacheDir, -1, 4321);
    await sharer.tick();
    for (const path of [place.copy, folder, join(folder, "primary"), join(folder, "tkta_b")])
      expect(statSync(path).gid).toBe(4321);
    expect(statSync(folder).mode & 0o7777).toBe(0o2770);
  });
});
