import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
});
