import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMegabytes } from "../../packages/ticket-sharer/test/process-facts.ts";
import { put } from "../../packages/ticket-sharer/test/put.ts";
import { cacheBytes } from "../../packages/ticket-sharer/test/tickets.ts";
import type { Claim } from "../measure.ts";
import type { TicketOptions } from "./options.ts";
import { makePlace } from "./place.ts";

/** The image's HEALTHCHECK runs so often. */
const healthEverySeconds = 10;

/**
 * A sharer with nothing to do, beside a Node.js that does nothing. The health check is the image's shell test, run by
 * itself; what a container engine spends on starting it in a container is the engine's and not in here.
 */
export async function measureIdle({ quick, program, folder }: TicketOptions): Promise<Claim[]> {
  const place = makePlace(folder);
  put(place.source, cacheBytes());
  const running = program.start({ env: place.env });
  await running.until("the ticket", () => running.said("published") !== undefined);
  const nothing = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1e6)"]);
  try {
    // Ten seconds after the last work V8 collects once, and gives memory back: that is the end of the work.
    await sleep(15_000);
    const seconds = quick ? 20 : 120;
    const [before, began] = [busy(running.pid), performance.now()];
    await sleep(seconds * 1000);
    const own = (busy(running.pid) - before) / 1e6 / (performance.now() - began);
    const health = healthCheckSeconds(join(place.cacheDir, "healthy")) / healthEverySeconds;
    const [ours, bare] = [residentMegabytes(running.pid), residentMegabytes(nothing.pid ?? -1)];
    return [
      {
        name: "ticket: idle, with the health check",
        measured: `${percent(own + health)} % of a core`,
        beside: `${percent(own)} % the sharer over ${seconds} s, ${percent(health)} % a shell every ${healthEverySeconds} s`,
        goal: "under 0.2 %",
        met: own + health < 0.002,
      },
      {
        name: "ticket: memory",
        measured: `${ours.toFixed(0)} MB`,
        beside: `${bare.toFixed(0)} MB a Node.js that does nothing, ${(ours / bare).toFixed(2)}x`,
        goal: "under 60 MB",
        met: ours < 60,
      },
    ];
  } finally {
    nothing.kill("SIGKILL");
  }
}

/** Nanoseconds on a processor so far, all threads. */
function busy(pid: number): number {
  const threads = spawnSync("sh", ["-c", `cat /proc/${pid}/task/*/schedstat`], { encoding: "utf8" }).stdout;
  return threads
    .trim()
    .split("\n")
    .reduce((sum, line) => sum + Number(line.split(" ")[0]), 0);
}

/** The processor time of one check: a hundred, since the kernel's book of ended children has entries of 10 ms. */
function healthCheckSeconds(healthy: string): number {
  const test = `read -r end < '${healthy}' && [ "$end" -gt "$(date +%s)" ]`;
  const times = 100;
  const before = childrenSeconds();
  for (let time = 0; time < times; time++)
    if (spawnSync("/bin/sh", ["-c", test]).status !== 0) throw new Error("the copy is not healthy");
  return (childrenSeconds() - before) / times;
}

function childrenSeconds(): number {
  // Fields 16 and 17, counted behind the name, which may hold blanks.
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function percent(share: number): string {
  return (share * 100).toFixed(3);
}
