import { readdirSync, readFileSync } from "node:fs";

/** What a process holds in memory, in MB (Linux). */
export function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/**
 * How much the floor of memory rose: the least of the last third of the samples less the least of the first. The
 * heights in between are what the collector has not come to yet.
 */
export function riseOfFloor(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  return Math.min(...samples.slice(-third)) - Math.min(...samples.slice(0, third));
}
