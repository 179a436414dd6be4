import {
  openFiles,
  residentMegabytes,
  riseOfFloor,
} from "../../packages/ticket-sharer/test/process-facts.ts";
import { put } from "../../packages/ticket-sharer/test/put.ts";
import { cacheBytes, now } from "../../packages/ticket-sharer/test/tickets.ts";
import type { Claim } from "../measure.ts";
import type { TicketOptions } from "./index.ts";
import { makePlace, pause } from "./place.ts";

/** As large as the largest that a domain controller gives. */
const ticketBytes = 60_000;

/**
 * 1,000 ticket changes a minute, whether memory or open files grow. BENCH_MINUTES=60 is the whole hour. The tickets
 * of one minute would fill 60 MB, were they kept.
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
  const running = program.start({ env: place.env });
  await running.until("the first ticket", () => running.said("published") !== undefined);
  // What a young process takes for itself is no leak.
  for (let warm = 0; warm < 500; warm++) {
    change();
    await pause(10);
  }
  const files = openFiles(running.pid);
  const samples: number[] = [];
  const began = performance.now();
  const wanted = minutes * 1000;
  for (let made = 0; made < wanted; made++) {
    await pause(Math.max(0, began + made * 60 - performance.now()));
    change();
    if (made % 10 === 0) samples.push(residentMegabytes(running.pid));
  }
  await pause(500);
  const more = openFiles(running.pid) - files;
  const published = running.log.filter(({ event }) => event === "published").length - 1;
  const rate = wanted / ((performance.now() - began) / 60_000);
  const rise = riseOfFloor(samples);
  return [
    {
      name: `ticket: ${wanted} changes, ${rate.toFixed(0)} a minute`,
      measured: `${rise >= 0 ? "+" : ""}${rise.toFixed(1)} MB, ${more} more open files`,
      beside: `${((wanted * ticketBytes) / 1e6).toFixed(0)} MB of tickets; ${Math.min(...samples).toFixed(0)} to ${Math.max(...samples).toFixed(0)} MB; ${published} of ${serial - 1} published`,
      goal: "floor of memory rises less than 5 MB",
      met: rise < 5 && more <= 0,
    },
  ];
}
