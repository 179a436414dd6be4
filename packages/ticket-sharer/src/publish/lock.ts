import { randomBytes } from "node:crypto";
import { closeSync, linkSync, openSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../errors.ts";
import { unlinkQuietly } from "./write-whole.ts";

/** Held for about a millisecond, so an older one is of a process that was killed. */
const staleMs = 1000;

/**
 * Runs `work` while no other sharer on this volume compares and replaces. Process ids mean nothing between two
 * containers and Node has no flock, so the lock is a file, and its age says whether its holder lives.
 *
 * @returns undefined where another holds it: try again in a moment.
 */
export function exclusively<T>(folder: string, work: () => T): { readonly value: T } | undefined {
  const lock = join(folder, ".lock");
  if (!take(lock) && !(removeStale(lock) && take(lock))) return undefined;
  try {
    return { value: work() };
  } finally {
    unlinkQuietly(lock);
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}

function removeStale(lock: string): boolean {
  try {
    const found = statSync(lock);
    // A time in the future: the clock was set back, so its age is unknown and taken as great.
    if (Math.abs(Date.now() - found.mtimeMs) < staleMs) return false;
    // Somebody's folder is no lock, and is not moved about: the error names it.
    if (found.isDirectory()) unlinkQuietly(lock);
    const aside = `${lock}.${randomBytes(6).toString("hex")}`;
    renameSync(lock, aside);
    // Between the look and the rename, another may have removed the stale one and taken the lock: give it back.
    const moved = statSync(aside);
    if (moved.ino !== found.ino || moved.mtimeMs !== found.mtimeMs) giveBack(aside, lock);
    unlinkQuietly(aside);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return true;
    throw error;
  }
}

function giveBack(aside: string, lock: string): void {
  try {
    linkSync(aside, lock);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
}
