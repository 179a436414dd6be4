import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { makeLog } from "../log/log.ts";
import { prepareCache } from "../publish/prepare.ts";
import { readSettings } from "../settings/settings.ts";
import { fileSource } from "../source/file-source.ts";
import { Sharer } from "./sharer.ts";

/** A sharer that was killed between fsync and rename left a ticket; this one is started at once, as Docker does it. */
function restarted() {
  const place = newPlace(memory);
  const left = join(place.cacheDir, ".krb5cc.0123456789ab");
  put(left, cacheBytes());
  prepareCache(place.cacheDir);
  const clock = new TestClock(Date.now());
  const settings = readSettings([], { TICKET_SOURCE: place.source, TICKET_CACHE_DIR: place.cacheDir });
  const log = makeLog({ format: "json", now: clock.now, print: () => {} });
  const sharer = new Sharer({ settings, source: fileSource(place.source), clock, log });
  const leftovers = () => readdirSync(place.cacheDir).filter((name) => /[0-9a-f]{12}$/.test(name));
  return { sharer, clock, left, leftovers };
}

describe("a ticket that a killed sharer left beside the copy", () => {
  it("goes with the copy when that is removed", () => {
    const { sharer, leftovers } = restarted();
    expect(leftovers().length).toBe(1);
    sharer.stop({ withdraw: true });
    expect(leftovers()).toEqual([]);
  });

  it("goes ten seconds later where the copy stays", () => {
    const { sharer, clock, left, leftovers } = restarted();
    const old = new Date(Date.now() - 11_000);
    utimesSync(left, old, old);
    clock.advance(11_000);
    expect(leftovers()).toEqual([]);
    sharer.stop({ withdraw: false });
  });
});
