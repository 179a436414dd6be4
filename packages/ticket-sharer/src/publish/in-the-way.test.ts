import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
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

async function sharing(place: Place, env: Readonly<Record<string, string>> = {}) {
  put(place.source, cacheBytes());
  const clock = new TestClock(Date.now());
  const entries: Entry[] = [];
  const log = makeLog({ format: "json", now: clock.now, print: (line) => entries.push(JSON.parse(line)) });
  const settings = readSettings([], {
    TICKET_SOURCE: place.source,
    TICKET_CACHE_DIR: place.cacheDir,
    ...env,
  });
  prepareCache(place.cacheDir);
  const sharer = new Sharer({ settings, source: fileSource(place.source), clock, log });
  await sharer.tick();
  return { sharer, entries };
}

describe("what is in the way of a file or folder of the sharer's", () => {
  it.each(["krb5cc", ".lock"])("a folder %s: it is named", async (name) => {
    const place = newPlace(memory);
    const path = join(place.cacheDir, name);
    mkdirSync(path);
    utimesSync(path, 1, 1);
    const { sharer, entries } = await sharing(place);
    expect(sharer.status().problem).toMatchObject({
      code: "TKT-PUBLISH-FAILED",
      what: `${path} is a folder, and the ticket sharer needs a file there.`,
      next: [`ls -ld ${path}   # whose is it?`, `rmdir ${path}`],
    });
    expect(entries.filter(({ event }) => event === "publish").length).toBe(1);
    // Where it was, and no later start fails for it.
    expect(existsSync(path)).toBe(true);
    prepareCache(place.cacheDir);
  });

  it("a folder that an earlier lock became keeps nothing from starting", async () => {
    const place = newPlace(memory);
    const path = join(place.cacheDir, ".lock.0123456789ab");
    mkdirSync(path);
    utimesSync(path, 1, 1);
    await sharing(place);
    expect(existsSync(place.copy)).toBe(true);
  });

  it.each([
    ["on", "true"],
    ["off", "false"],
  ])("a file where the collection's folder is to be, with the collection %s", async (_, on) => {
    const place = newPlace(memory);
    const path = join(place.cacheDir, "collection");
    writeFileSync(path, "");
    const { sharer, entries } = await sharing(place, { TICKET_COLLECTION: on });
    expect(existsSync(place.copy)).toBe(true);
    expect(entries.filter(({ event }) => event === "collection")).toEqual(
      on === "true"
        ? [
            expect.objectContaining({
              message: `${path} is no folder, and the ticket sharer needs one there.`,
              next: [expect.anything(), `rm ${path}`],
            }),
          ]
        : [],
    );
    sharer.stop({ withdraw: true });
    expect(existsSync(place.copy)).toBe(false);
    expect(sharer.status().problem).toBeUndefined();
  });
});
