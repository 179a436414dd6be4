import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memory, newPlace, type Place } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { type Entry, makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { Sharer } from "../sharer/sharer.ts";
import { fileSource } from "../source/file-source.ts";
import { prepareCache } from "./prepare.ts";

async function sharing(place: Place) {
  put(place.source, cacheBytes());
  const clock = new TestClock(Date.now());
  const entries: Entry[] = [];
  const log = makeLog({ format: "json", now: clock.now, print: (line) => entries.push(JSON.parse(line)) });
  const settings = readSettings([], {
    TICKET_SOURCE: place.source,
    TICKET_CACHE_DIR: place.cacheDir,
  });
  prepareCache(place.cacheDir);
  const sharer = new Sharer({ settings, source: fileSource(place.source), clock, log });
  await sharer.tick();
  return { sharer, entries };
}

describe("a folder in the place of a file of the sharer's", () => {
  it.each(["krb5cc", ".lock", "status.json", ".keep"])(
    "%s gives way, with nothing in it lost",
    async (name) => {
      const place = newPlace(memory);
      const path = join(place.cacheDir, name);
      mkdirSync(path);
      writeFileSync(join(path, "mine"), "");
      const { sharer } = await sharing(place);
      expect(sharer.status()).toMatchObject({ state: "shared" });
      expect(statSync(place.copy).isFile()).toBe(true);
      const kept = readdirSync(place.cacheDir).filter((other) => other.startsWith(`.${name}.`));
      expect(kept.map((folder) => readdirSync(join(place.cacheDir, folder)))).toEqual([["mine"]]);
    },
  );

  it("that an earlier lock became keeps nothing from starting", async () => {
    const place = newPlace(memory);
    const path = join(place.cacheDir, ".lock.0123456789ab");
    mkdirSync(path);
    utimesSync(path, 1, 1);
    await sharing(place);
    expect(existsSync(place.copy)).toBe(true);
  });
});
