import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "../errors.ts";

export interface WriteOptions {
  readonly mode: number;
  /** Wait until it is on the disk: for the ticket, not for what can be made again. */
  readonly durable: boolean;
}

/** A file that is written, and not yet in its place. */
export interface Staged {
  /** Renames it to its name. */
  put(): void;
  /** Removes it, unless it was put. */
  drop(): void;
}

/** Writes a temporary file beside `path`, in the group of their folder. */
export function stage(path: string, bytes: Uint8Array | string, { mode, durable }: WriteOptions): Staged {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  let there = true;
  const drop = () => {
    if (there) unlinkQuietly(temporary);
    there = false;
  };
  // Nobody may open it before it has its group.
  const file = openSync(temporary, "wx", 0o600);
  try {
    writeFileSync(file, bytes);
    takeGroupOf(file, folder);
    fchmodSync(file, mode);
    if (durable) fsyncSync(file);
  } catch (error) {
    drop();
    throw error;
  } finally {
    closeSync(file);
  }
  return {
    put() {
      renameSync(temporary, path);
      there = false;
    },
    drop,
  };
}

/**
 * Replaces a file in one step: whoever opens it finds the old bytes or the new ones, whole, also after a kill or a
 * power cut at any moment.
 */
export function writeWhole(path: string, bytes: Uint8Array | string, options: WriteOptions): void {
  const staged = stage(path, bytes, options);
  try {
    staged.put();
  } finally {
    staged.drop();
  }
  if (options.durable) syncFolder(dirname(path));
}

/** How old a temporary file is that nobody is going to rename any more. */
export const leftoverMs = 10_000;

/** Removes what a killed process left behind. Younger ones may be another process's work in hand. */
export function removeLeftovers(folder: string, olderThanMs = leftoverMs): void {
  for (const name of readdirSync(folder)) {
    if (!/^\..+\.[0-9a-f]{12}$/.test(name)) continue;
    const path = join(folder, name);
    try {
      const status = statSync(path);
      if (status.isFile() && Date.now() - status.mtimeMs > olderThanMs) unlinkQuietly(path);
    } catch (error) {
      // Another one has tidied it up.
      if (errnoOf(error) !== "ENOENT") throw error;
    }
  }
}

/** Gives an open file or folder the group of `folder`, where this process may. */
export function takeGroupOf(file: number, folder: string): void {
  const { gid } = statSync(folder);
  if (fstatSync(file).gid === gid) return;
  try {
    fchownSync(file, -1, gid);
  } catch (error) {
    // Not a member of that group: the file keeps this process's own, which is 0 in the container.
    if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "EINVAL") throw error;
  }
}

export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some network and FUSE file systems sync no folder.
    if (errnoOf(error) !== "EINVAL" && errnoOf(error) !== "ENOTSUP") throw error;
  } finally {
    closeSync(handle);
  }
}

export function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
