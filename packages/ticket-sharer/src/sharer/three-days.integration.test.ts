import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCcache, serializeCcache, tickets } from "@airflow-data-platform/krb5";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { TestClock } from "../../test/test-clock.ts";
import { cacheBytes } from "../../test/tickets.ts";
import type { Clock } from "../clock.ts";
import { KdcWork } from "../kdc/kdc-work.ts";
import type { RunProgram } from "../kdc/program.ts";
import { type Entry, makeLog } from "../log/log.ts";
import { readSettings } from "../settings/settings.ts";
import { fileSource } from "../source/file-source.ts";
import { Sharer } from "./sharer.ts";

const hour = 3600;
const begin = 1_800_000_000;

/**
 * A stand-in for kinit with a KDC that lives in the test's time; a real one lives in the real time. It grants
 * ten hours, renewable for thirty, and is down when told so. What a real KDC answers is tested beside real ones.
 */
function standInKdc(clock: Clock) {
  const kdc = { down: false, renewals: 0 };
  const seconds = () => Math.floor(clock.now() / 1000);
  const run: RunProgram = async ([program], { cache }) => {
    if (kdc.down) return { code: 1, said: `${program}: Cannot contact any KDC for realm 'EXAMPLE.TEST'` };
    const path = cache.replace(/^FILE:/, "");
    const held = parseCcache(readFileSync(path));
    const [tgt] = tickets(held);
    if (tgt === undefined) throw new Error("no TGT");
    if (tgt.times.endtime <= seconds() || tgt.times.renewTill <= seconds())
      return { code: 1, said: "kinit: Ticket expired while renewing credentials" };
    kdc.renewals++;
    const endtime = Math.min(seconds() + 10 * hour, tgt.times.renewTill);
    const times = { ...tgt.times, starttime: seconds(), endtime };
    writeFileSync(path, serializeCcache({ ...held, credentials: [{ ...tgt, times }] }));
    return { code: 0, said: "" };
  };
  return { kdc, run };
}

describe("72 hours of simulated time", () => {
  it("a person's Monday to Wednesday, with nights, a KDC that is down, and a copy that is lost", async () => {
    const place = newPlace(memory);
    const clock = new TestClock(begin * 1000);
    const entries: (Entry & { at: number })[] = [];
    const at = () => (clock.now() / 1000 - begin) / hour;
    const log = makeLog({
      format: "json",
      now: clock.now,
      print: (line) => entries.push({ ...JSON.parse(line), at: at() }),
    });
    const settings = readSettings([], {
      TICKET_SOURCE: place.source,
      TICKET_CACHE_DIR: place.cacheDir,
      TICKET_RENEW: "yes",
    });
    const { kdc, run } = standInKdc(clock);
    const work = new KdcWork({ settings, clock, log, run });
    const sharer = new Sharer({ settings, source: fileSource(place.source), clock, log, kdc: work });
    const kinit = () =>
      put(
        place.source,
        cacheBytes({
          start: Math.floor(clock.now() / 1000),
          lifeSeconds: 10 * hour,
          renewSeconds: 30 * hour,
        }),
      );

    let lastEnd = 0;
    let usableSeconds = 0;
    const step = 60;
    for (let second = 0; second < 72 * hour; second += step) {
      // kinit on Monday at 0 h; renewed until its 30 h are over; the next kinit comes on Tuesday evening, at 36 h.
      if (second === 0 || second === 36 * hour) kinit();
      if (second === 40 * hour) kdc.down = true;
      if (second === 42 * hour) kdc.down = false;
      if (second === 50 * hour) rmSync(place.copy);
      await sharer.tick();
      await work.idle();
      const { ticket } = sharer.copy.publication;
      const end = ticket?.facts.endtime ?? 0;
      if (ticket !== undefined && second !== 36 * hour)
        expect(end, `at ${second / hour} h`).toBeGreaterThanOrEqual(lastEnd);
      lastEnd = end;
      const status = sharer.status();
      expect(status.usable, `at ${second / hour} h`).toBe(end > begin + second);
      const healthy = Number(readFileSync(join(place.cacheDir, "healthy"), "utf8"));
      expect(healthy > begin + second).toBe(status.usable);
      if (status.usable) usableSeconds += step;
      clock.advance(step * 1000);
    }
    // 0 to 30 h, and 36 to 66 h.
    expect(usableSeconds).toBe(60 * hour);
    // At half of the life each time, until the end cannot move any more; once when the KDC is back.
    const renewals = entries.filter(({ event, origin }) => event === "published" && origin === "renewal");
    expect(renewals.map((entry) => Math.round(entry.at * 10) / 10)).toEqual([5, 10, 15, 20, 42, 47, 52, 57]);
    expect(entries.filter(({ event }) => event === "renewal").length).toBe(1);
    expect(entries.filter(({ event }) => event === "ending").map((entry) => Math.round(entry.at))).toEqual([
      29, 30, 30, 30, 65, 66, 66, 66,
    ]);
    expect(existsSync(place.copy)).toBe(true);
    // A quiet log: some lines for each thing that happened, not one for each look.
    expect(entries.length).toBeLessThan(80);
    sharer.stop({ withdraw: false });
  });
});
