import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import type { Source } from "../source/source.ts";
import { Sharer } from "./sharer.ts";

const begin = 1_800_000_000;

describe("a source that changes, and neither announces it nor shows it by name, size or times", () => {
  it.each([
    ["300, unless told otherwise", {}, 300],
    ["as was reported", { TICKET_POLL_SECONDS: "60" }, 60],
  ])("is read again after %s seconds, and its ticket shared", async (_, env, seconds) => {
    const place = newPlace(memory);
    const clock = new TestClock(begin * 1000);
    let bytes = cacheBytes({ start: begin });
    let reads = 0;
    const reading = async () => {
      reads++;
      return { bytes, file: undefined, name: "source" };
    };
    const source: Source = {
      description: "source",
      signature: () => "always the same",
      folders: () => [],
      matters: () => false,
      read: reading,
    };
    const sharer = new Sharer({
      settings: readSettings([], { TICKET_CACHE_DIR: place.cacheDir, ...env }),
      source,
      clock,
      log: makeLog({ format: "json", now: clock.now, print: () => undefined }),
    });
    await sharer.tick();
    expect(existsSync(place.copy)).toBe(true);
    bytes = cacheBytes({ start: begin, lifeSeconds: 50_000 });
    for (let second = 1; second < seconds; second++) {
      clock.advance(1000);
      await sharer.tick();
    }
    expect(reads).toBe(1);
    clock.advance(1000);
    await sharer.tick();
    expect(reads).toBe(2);
    expect(readFileSync(place.copy).equals(bytes)).toBe(true);
  });
});
