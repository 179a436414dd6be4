import { setTimeout as sleep } from "node:timers/promises";
import { collect, withCollector } from "../../packages/ticket-sharer/test/collected.ts";
import { residentMegabytes } from "../../packages/ticket-sharer/test/process-facts.ts";
import { put } from "../../packages/ticket-sharer/test/put.ts";
import { cacheBytes, now } from "../../packages/ticket-sharer/test/tickets.ts";
import { type Claim, median } from "../measure.ts";
import type { TicketOptions } from "./options.ts";
import { makePlace } from "./place.ts";

/** As large as the largest that a domain controller gives. */
const ticketBytes = 60_000;

/**
 * 1,000 ticket changes a minute: what the process still holds when the collector has been, before and after. That is
 * where a leak shows, also in minutes; the memory that the system has given it grows for a while without one, as V8
 * takes more room for young objects. BENCH_MINUTES=60 is the whole hour.
 */
export async function measureChanges({ quick, program, folder }: TicketOptions): Promise<Claim[]> {
  const place = makePlace(folder);
  const minutes = Number(process.env.BENCH_MINUTES ?? (quick ? 1 : 3));
  const start = now();
  let serial = 0;
  const change = () => {
    serial++;
    put(place.source, cacheBytes({ start, lifeSeconds: 20_000 + serial, serial, ticketBytes }));
  };
  change();
  const running = program.start({ env: place.env, within: withCollector });
  await running.until("the first ticket", () => running.said("published") !== undefined);
  // What a new process allocates once, such as compiled code, is not a leak.
  for (let warm = 0; warm < 500; warm++) {
    change();
    await sleep(10);
  }
  const before = await collect(running);
  const samples: number[] = [];
  const began = performance.now();
  const wanted = minutes * 1000;
  for (let made = 0; made < wanted; made++) {
    await sleep(Math.max(0, began + made * 60 - performance.now()));
    change();
    if (made % 10 === 0) samples.push(residentMegabytes(running.pid));
  }
  const rate = wanted / ((performance.now() - began) / 60_000);
  await sleep(500);
  const after = await collect(running);
  const published = running.log.filter(({ event }) => event === "published").length - 1;
  const rise = after.heap + after.external - before.heap - before.external;
  const more = after.openFiles - before.openFiles;
  const held = after.resources.join() === before.resources.join();
  const third = Math.floor(samples.length / 3);
  const resident = [0, third, 2 * third].map((from) => median(samples.slice(from, from + third)).toFixed(0));
  return [
    {
      name: `ticket: ${wanted} changes, ${rate.toFixed(0)} a minute`,
      measured: `${signed(rise, 2)} MB after collection, ${signed(more, 0)} open files, ${held ? "the same" : "other"} timers and watches`,
      beside: `${((wanted * ticketBytes) / 1e6).toFixed(0)} MB of tickets; ${published} of ${serial - 1} published; resident by thirds ${resident.join(", ")} MB`,
      goal: "less than 1 MB, none, the same",
      met: rise < 1 && more <= 0 && held,
    },
  ];
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(digits)}`;
}
