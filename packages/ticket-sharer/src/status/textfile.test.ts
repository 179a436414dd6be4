import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { Sharer } from "../sharer/sharer.ts";
import { fileSource } from "../source/file-source.ts";

it("ticket.prom stands for as long as somebody keeps it true", async () => {
  const place = newPlace(memory);
  const file = join(place.cacheDir, "ticket.prom");
  const clock = new TestClock(1_800_000_000_000);
  const start = async () => {
    const env = { TICKET_SOURCE: place.source, TICKET_CACHE_DIR: place.cacheDir };
    const log = makeLog({ format: "json", now: clock.now, print: () => {} });
    const sharer = new Sharer({
      settings: readSettings([], env),
      source: fileSource(place.source),
      clock,
      log,
    });
    await sharer.tick();
    return sharer;
  };
  put(place.source, cacheBytes({ start: 1_800_000_000 }));
  const stopped = await start();
  expect(readFileSync(file, "utf8")).toContain("ticket_usable 1\n");
  stopped.stop({ withdraw: false });
  expect(existsSync(file)).toBe(false);
});
