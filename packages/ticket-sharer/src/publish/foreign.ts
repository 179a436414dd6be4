import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, renameSync, rmdirSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf, removeIfPresent, type WriteOptions, writeAtomic } from "@airflow-data-platform/cli-kit";

/**
 * Moves away what another program put in place of a file of the sharer's, as any container may that mounts the volume
 * for writing. A file is removed, and a folder too where it is empty; one with contents stays under another name.
 */
export function moveAway(path: string, found: Stats = lstatSync(path)): void {
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  renameSync(path, aside);
  const moved = lstatSync(aside);
  // Another sharer may have put its own file there since.
  if (moved.ino !== found.ino || moved.mtimeMs !== found.mtimeMs) giveBack(aside, path);
  if (moved.isDirectory()) removeIfEmpty(aside);
  else removeIfPresent(aside);
}

/** Writes a file of the sharer's, also where somebody made a folder of that name. */
export function writeOver(path: string, content: string, options: WriteOptions): void {
  try {
    writeAtomic(path, content, options);
  } catch (error) {
    if (errnoOf(error) !== "EISDIR") throw error;
    moveAway(path);
    writeAtomic(path, content, options);
  }
}

function giveBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "EACCES", "EPERM"].includes(errnoOf(error) ?? "")) throw error;
  }
}
