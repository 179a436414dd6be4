import { openFiles } from "./process-facts.ts";
import type { LogLine, SharerProcess } from "./sharer-process.ts";

/** What a process holds on to when the collector has just been: what stays, and no garbage. */
export interface Collected {
  /** Megabytes of JavaScript objects. */
  readonly heap: number;
  /** Megabytes beside the heap, such as the bytes of tickets. */
  readonly external: number;
  readonly openFiles: number;
  /** What keeps the event loop busy: timers, watches, sockets. */
  readonly resources: readonly string[];
}

/** In the sharer's process: on SIGUSR2 it collects, and tells in a line of the log. (console.log would hold a pipe.) */
const probe = `
import { writeSync } from "node:fs";
process.on("SIGUSR2", () => {
  gc(); gc();
  const { heapUsed, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().sort();
  writeSync(1, JSON.stringify({ level: "info", event: "collected", message: "", heapUsed, external, resources }) + "\\n");
});`;

/** Runs the program with a collector that can be called. */
export function withCollector([node = "", ...rest]: readonly string[]): readonly string[] {
  return [node, "--expose-gc", "--import", `data:text/javascript,${encodeURIComponent(probe)}`, ...rest];
}

/** Of a program that was started `withCollector`. */
export async function collect(running: SharerProcess): Promise<Collected> {
  const told = () => running.log.filter(({ event }) => event === "collected");
  const before = told().length;
  process.kill(running.pid, "SIGUSR2");
  await running.until("the collector", () => told().length > before);
  const { heapUsed, external, resources }: Partial<LogLine> = told().at(-1) ?? {};
  return {
    heap: Number(heapUsed) / 1e6,
    external: Number(external) / 1e6,
    openFiles: openFiles(running.pid),
    resources: resources as string[],
  };
}
