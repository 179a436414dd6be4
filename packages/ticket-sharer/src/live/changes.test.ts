import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collect, withCollector } from "../../test/collected.ts";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { cacheBytes, now } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";

const sharer = useSharer();
const linux = process.platform === "linux";
const changes = 1000;

describe.skipIf(!linux)(`many changes${linux ? "" : " (needs Linux)"}`, () => {
  // A thousand a minute for an hour is `BENCH_MINUTES=60 make bench`; here they come as fast as they are published.
  it(`${changes} tickets of 60 kB, each published: nothing is held on to that was not before`, async () => {
    const place = newPlace();
    const start = now();
    const ticket = (serial: number) =>
      cacheBytes({ start, lifeSeconds: 20_000 + serial, serial, ticketBytes: 60_000 });
    put(place.source, ticket(0));
    const running = sharer.start({ env: at(place), within: withCollector });
    await running.until("the first ticket", () => existsSync(place.copy));
    let serial = 0;
    const change = async (times: number) => {
      for (let time = 0; time < times; time++) {
        const bytes = ticket(++serial);
        put(place.source, bytes);
        await running.until(`ticket ${serial}`, () => readFileSync(place.copy).equals(bytes));
      }
    };
    // What a young process takes for itself, such as compiled code, is no leak.
    await change(500);
    const before = await collect(running);
    await change(changes);
    const after = await collect(running);
    // Kept, the tickets would be 60 MB; a kilobyte kept of each change would be 1 MB.
    expect(after.heap - before.heap).toBeLessThan(0.7);
    expect(after.external - before.external).toBeLessThan(0.2);
    expect(after.resources).toEqual(before.resources);
    expect(after.openFiles).toBeLessThanOrEqual(before.openFiles);
    expect(readdirSync(place.cacheDir).filter((name) => /[0-9a-f]{12}$/.test(name))).toEqual([]);
  }, 400_000);
});
