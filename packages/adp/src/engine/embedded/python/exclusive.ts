import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { AdpError } from "../../../kernel/errors.ts";
import { readIfPresent } from "../../../kernel/files.ts";
import { quoted } from "../../../kernel/home.ts";
import { startTimeOf } from "../../../kernel/processes.ts";
import { PY_BUSY } from "./errors.ts";

export interface ExclusiveOptions {
  readonly onWait?: (holder: number) => void;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

/**
 * Does the work while no other adp does it under the same name. The lock is a file that names its holder by pid and
 * start time, so that the one of a process that was killed is taken over.
 */
export async function exclusively<T>(
  lock: string,
  work: () => Promise<T>,
  options: ExclusiveOptions = {},
): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 15 * 60_000);
  mkdirSync(dirname(lock), { recursive: true });
  while (!taken(lock)) {
    options.signal?.throwIfAborted();
    const holder = holderOf(lock);
    if (holder === undefined) {
      breakOpen(lock);
      continue;
    }
    // Unknown: it was made this moment, and its holder is about to write its name.
    if (holder !== "unknown") options.onWait?.(holder);
    if (Date.now() > deadline) {
      throw new AdpError(PY_BUSY, {
        what: `The process ${String(holder)} has been preparing the same environment for too long.`,
        next: [
          `ps -p ${String(holder)}   shows whether it still works`,
          `rm ${quoted(lock)}   if it does not`,
        ],
      });
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock: string): boolean {
  try {
    const file = openSync(lock, "wx", 0o600);
    writeSync(file, `${process.pid} ${startTimeOf(process.pid) ?? ""}`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock of a process that is gone. One at a time: the second to come would remove the lock of the first. */
function breakOpen(lock: string): void {
  const breaking = `${lock}.breaking`;
  if (!taken(breaking)) {
    if (ageOf(breaking) > 5_000) rmSync(breaking, { force: true });
    return;
  }
  try {
    if (holderOf(lock) === undefined) rmSync(lock, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}

/** The pid that holds the lock; undefined when it is gone. */
function holderOf(lock: string): number | "unknown" | undefined {
  const text = readIfPresent(lock);
  if (text === undefined) return undefined;
  const match = /^(\d+) (.+)$/.exec(text);
  if (match === null) return ageOf(lock) > 5_000 ? undefined : "unknown";
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
