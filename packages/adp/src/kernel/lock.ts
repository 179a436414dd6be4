import { closeSync, openSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { act, again, errnoOf, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError, defineErrors, Exit } from "./errors.ts";
import { makeFolder, readIfPresent } from "./files.ts";
import { startTimeOf } from "./processes.ts";

const { BUSY } = defineErrors({
  BUSY: ["ADP-RUN-001", Exit.platform, "Another adp command is running here."],
});

/** A lock without a readable holder is left alone for so long: its holder may be about to write its name. */
const UNNAMED_MS = 5_000;

/** Holds a folder for one command at a time. A lock whose holder has ended is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await takeLock(path, (holder) => {
    throw new AdpError(BUSY, {
      why: `Process ${holder} holds ${path}.`,
      next: [run(shell`ps -p ${holder} -o pid,lstart,args`, "shows it"), act("wait until it ends"), again],
    });
  });
  try {
    return await work();
  } finally {
    releaseLock(path);
  }
}

/**
 * Takes a lock: a file that names its holder by pid and start time, so that the one of a process that was killed is
 * taken over. `onHeld` is asked each time that a living process holds it, and throws to give up.
 */
export async function takeLock(path: string, onHeld: (holder: number) => void, pauseMs = 50): Promise<void> {
  makeFolder(dirname(path), 0o700);
  while (!made(path)) {
    const holder = holderOf(path);
    if (holder === undefined) {
      breakOpen(path);
      continue;
    }
    if (holder !== "unnamed") onHeld(holder);
    await sleep(pauseMs);
  }
}

export function releaseLock(path: string): void {
  rmSync(path, { force: true });
}

function made(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      writeFileSync(file, `${process.pid} ${startTimeOf(process.pid) ?? ""}`);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock of a process that is gone. One at a time: the second to come would remove the lock of the first. */
function breakOpen(path: string): void {
  const breaking = `${path}.breaking`;
  if (!made(breaking)) {
    if (ageOf(breaking) > UNNAMED_MS) rmSync(breaking, { force: true });
    return;
  }
  try {
    if (holderOf(path) === undefined) rmSync(path, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}

/** The pid that holds the lock; undefined when it is gone. */
function holderOf(path: string): number | "unnamed" | undefined {
  const text = readIfPresent(path);
  if (text === undefined) return undefined;
  const match = /^(\d+) (.+)$/.exec(text);
  if (match === null) return ageOf(path) > UNNAMED_MS ? undefined : "unnamed";
  const pid = Number(match[1]);
  return startTimeOf(pid) === match[2] ? pid : undefined;
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    // Released in this moment.
    return 0;
  }
}
