import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { openFiles, residentMegabytes, riseOfFloor } from "../../test/process-facts.ts";
import { put } from "../../test/put.ts";
import { cacheBytes, now } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";

const sharer = useSharer();
const linux = process.platform === "linux";
const changes = 1000;

describe.skipIf(!linux)(`many changes${linux ? "" : " (needs Linux)"}`, () => {
  // A thousand a minute for an hour is `BENCH_MINUTES=60 make bench`; here they come as fast as they are published.
  it(`${changes} tickets of 60 kB, each published: neither memory nor open files nor the folder grow`, async () => {
    const place = newPlace();
    const start = now();
    const ticket = (serial: number) =>
      cacheBytes({ start, lifeSeconds: 20_000 + serial, serial, ticketBytes: 60_000 });
    put(place.source, ticket(0));
    const running = sharer.start({ env: at(place) });
    await running.until("the first ticket", () => existsSync(place.copy));
    const samples: number[] = [];
    let files = 0;
    // The first three hundred are what a young process takes for itself.
    for (let serial = 1; serial <= 300 + changes; serial++) {
      const bytes = ticket(serial);
      put(place.source, bytes);
      await running.until(`ticket ${serial}`, () => readFileSync(place.copy).equals(bytes));
      if (serial === 300) files = openFiles(running.pid);
      if (serial > 300 && serial % 10 === 0) samples.push(residentMegabytes(running.pid));
    }
    // Kept, they would be 60 MB.
    expect(riseOfFloor(samples)).toBeLessThan(15);
    await running.until("as few open files as before", () => openFiles(running.pid) <= files);
    expect(readdirSync(place.cacheDir).filter((name) => /[0-9a-f]{12}$/.test(name))).toEqual([]);
  }, 120_000);
});
