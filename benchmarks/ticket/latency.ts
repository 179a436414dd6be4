import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeAtomic } from "@airflow-data-platform/cli-kit";
import { put } from "../../packages/ticket-sharer/test/put.ts";
import { cacheBytes, now } from "../../packages/ticket-sharer/test/tickets.ts";
import type { Claim } from "../measure.ts";
import type { TicketOptions } from "./options.ts";
import { makePlace, percentile } from "./place.ts";

/**
 * From the rename of the source to the moment at which a reader opens the new copy, which was written and synced to
 * the disk before its own rename. Beside it, in turn, the bare cost: this process writes the same bytes to a file in
 * the same folder, with the same syncs, and nothing looks at them.
 */
export async function measureLatency({ quick, program, folder }: TicketOptions): Promise<Claim[]> {
  const place = makePlace(folder);
  const rounds = quick ? 300 : 2000;
  const start = now();
  const ticket = (serial: number) =>
    cacheBytes({ start, lifeSeconds: 20_000 + serial, serial, ticketBytes: 1200 });
  put(place.source, ticket(0));
  const running = program.start({ env: place.env });
  await running.until("the first ticket", () => readable(place.copy));
  const [shared, bare]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    const bytes = ticket(round);
    // Not in step with anything, and long enough for the sharer to have put everything away.
    await sleep(4 + Math.random() * 8);
    const before = changed(place.copy);
    put(place.source, bytes);
    const renamed = performance.now();
    while (changed(place.copy) === before)
      if (performance.now() - renamed > 5000)
        throw new Error(`no copy within 5 s\n${running.output.slice(-2000)}`);
    const took = performance.now() - renamed;
    if (!readFileSync(place.copy).equals(bytes)) throw new Error("the copy is not the source");
    const began = performance.now();
    writeAtomic(join(place.cacheDir, "bare"), bytes, { mode: 0o640, durable: true });
    // The first rounds warm up caches and compilers and are not counted.
    if (round <= rounds / 10) continue;
    shared.push(took);
    bare.push(performance.now() - began);
  }
  const [p50, p99] = [percentile(shared, 0.5), percentile(shared, 0.99)];
  const [bare50, bare99] = [percentile(bare, 0.5), percentile(bare, 0.99)];
  const counted = `${shared.length} changes`;
  return [
    {
      name: "ticket: rename to synced copy, p50",
      measured: `${p50.toFixed(2)} ms`,
      beside: `${bare50.toFixed(2)} ms the bare write and syncs, ${(p50 / bare50).toFixed(2)}x; ${counted}`,
      goal: "under 2 ms",
      met: p50 < 2,
    },
    {
      name: "ticket: rename to synced copy, p99",
      measured: `${p99.toFixed(2)} ms`,
      beside: `${bare99.toFixed(2)} ms the bare write and syncs, ${(p99 / bare99).toFixed(2)}x`,
      goal: "under 10 ms",
      met: p99 < 10,
    },
  ];
}

function changed(path: string): bigint {
  return statSync(path, { bigint: true }).ctimeNs;
}

function readable(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
