import { expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { fileSource } from "../source/file-source.ts";
import { Sharer } from "./sharer.ts";

const begin = 1_800_000_000;

it.each([
  ["nothing", undefined, "waiting"],
  ["a ticket that has ended", cacheBytes({ start: begin - 7200, lifeSeconds: 3600 }), "unusable"],
  ["a damaged one", Buffer.from("junk"), "unusable"],
  ["a good one", cacheBytes({ start: begin }), "shared"],
])("after a restart, with %s in the copy's place, the state is as it was", async (_, bytes, state) => {
  const place = newPlace(memory);
  if (bytes !== undefined) put(place.copy, bytes);
  const clock = new TestClock(begin * 1000);
  const log = makeLog({ format: "json", now: clock.now, print: () => {} });
  const settings = readSettings([], { TICKET_SOURCE: place.source, TICKET_CACHE_DIR: place.cacheDir });
  const sharer = new Sharer({ settings, source: fileSource(place.source), clock, log });
  await sharer.tick();
  expect(sharer.status().state).toBe(state);
});
