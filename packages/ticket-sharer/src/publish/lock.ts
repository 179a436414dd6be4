import { closeSync, lstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, removeIfPresent } from "@airflow-data-platform/cli-kit";
import { effectiveUid } from "../source/identity.ts";
import { moveAway } from "./foreign.ts";

/** Held for about a millisecond, so an older lock is of a process that was killed. */
const staleMs = 1000;

/**
 * Runs `work` while no other sharer on this volume compares and replaces. Process ids mean nothing between two
 * containers and Node has no flock, so the lock is a file, and its age says whether its holder lives. Sharers on one
 * volume have one uid: what another user put there is not a lock.
 *
 * @returns undefined where another sharer holds it: try again in a moment.
 */
export function exclusively<T>(folder: string, work: () => T): { readonly value: T } | undefined {
  const lock = join(folder, ".lock");
  if (!take(lock) && !(removeInvalid(lock) && take(lock))) return undefined;
  try {
    return { value: work() };
  } finally {
    removeIfPresent(lock);
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

function removeInvalid(lock: string): boolean {
  try {
    const found = lstatSync(lock);
    const foreign = !found.isFile() || found.uid !== (effectiveUid() ?? found.uid);
    // A time in the future: the clock was set back, so its age is unknown and taken as great.
    if (!foreign && Math.abs(Date.now() - found.mtimeMs) < staleMs) return false;
    moveAway(lock, found);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return true;
    throw error;
  }
}
