import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { statusOf } from "../../test/shared-copy.ts";
import { cacheBytes, now } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const sharer = useSharer();

/** Milliseconds, the best of three: a busy machine takes time from one, and can give time to none. */
async function best(limit: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && least >= limit; tries++) least = Math.min(least, await measure());
  return least;
}

// The one place where a time that the sharer promises is a limit; everywhere else one tells what works from what hangs.
describe("the times that it promises", () => {
  it("SIGTERM ends it in less than a second", async () => {
    const toEnd = async () => {
      const place = newPlace();
      put(place.source, cacheBytes());
      const running = sharer.start({ env: at(place) });
      await running.until("it shares", () => existsSync(place.copy) && statusOf(place) !== undefined);
      const asked = performance.now();
      expect(await running.stop()).toBe(Exit.ok);
      return performance.now() - asked;
    };
    expect(await best(1000, toEnd)).toBeLessThan(1000);
  });

  it("the status turns less than two seconds after the ticket's end", async () => {
    const toTurn = async () => {
      const place = newPlace();
      const running = sharer.start({ env: at(place) });
      await running.until("it waits", () => statusOf(place) !== undefined);
      const start = now();
      put(place.source, cacheBytes({ start, lifeSeconds: 4 }));
      const end = (start + 4) * 1000;
      const usable = () => statusOf(place)?.usable === true;
      await running.until("it is usable, or over", () => usable() || Date.now() > end);
      // So slow a try says nothing.
      if (!usable()) return Number.POSITIVE_INFINITY;
      await running.until("the status turns", () => !usable());
      return Date.now() - end;
    };
    expect(await best(2000, toTurn)).toBeLessThan(2000);
  }, 120_000);
});
