import { rmSync } from "node:fs";
import { expect, it } from "vitest";
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

it.each([
  ["a file, between its full looks", {}],
  ["a keytab, between its tickets", { TICKET_KEYTAB: "/nowhere", TICKET_PRINCIPAL: "alice@EXAMPLE.TEST" }],
])("the last success is of this second while the copy is good and kept up: %s", async (_, env) => {
  const place = newPlace(memory);
  const bytes = cacheBytes({ start: begin, lifeSeconds: 600 });
  put(place.source, bytes);
  const clock = new TestClock(begin * 1000);
  const log = makeLog({ format: "json", now: clock.now, print: () => {} });
  const settings = readSettings([], {
    TICKET_SOURCE: place.source,
    TICKET_CACHE_DIR: place.cacheDir,
    ...env,
  });
  const source = settings.keytab === undefined ? fileSource(place.source) : undefined;
  const sharer = new Sharer({ settings, source, clock, log });
  await sharer.tick();
  if (source === undefined) sharer.copy.offer(usableTicket(bytes, { now: clock.now() }), "keytab");
  const age = async (seconds: number) => {
    clock.advance(seconds * 1000);
    await sharer.tick();
    return (clock.now() - sharer.counters.lastSuccess) / 1000;
  };
  expect(await age(40)).toBe(0);
  if (source === undefined) {
    expect(await age(600)).toBe(600);
  } else {
    rmSync(place.source);
    await age(1);
    await age(2);
    expect(await age(50)).toBeGreaterThanOrEqual(50);
  }
});
