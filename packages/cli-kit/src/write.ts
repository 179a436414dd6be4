import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "./errno.ts";

export interface WriteOptions {
  /** Whatever the umask. */
  readonly mode: number;
  /** Wait until it is on the disk: for what cannot be made again. */
  readonly durable: boolean;
  /** Give the file the group of its folder, where this process may. */
  readonly groupOfFolder?: boolean;
}

/** A file that is written, and not yet in its place. */
export interface Staged {
  /** The owner that the file system gave it. */
  readonly uid: number;
  /** Renames it to its name. */
  put(): void;
  /** Removes it, unless it was put. */
  drop(): void;
}

/** The names of files that `stage` writes: what a killed process leaves behind. */
export const stagedName = /^\..+\.[0-9a-f]{12}$/;

/** Writes a temporary file beside `path`. */
export function stage(path: string, content: Uint8Array | string, options: WriteOptions): Staged {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  let there = true;
  const drop = () => {
    if (there) removeIfPresent(temporary);
    there = false;
  };
  // Nobody else may open it before it has its group.
  const file = openSync(temporary, "wx", 0o600);
  let uid: number;
  try {
    // Not writeSync, which on a full disk writes a part and only returns a smaller count.
    writeFileSync(file, content);
    if (options.groupOfFolder === true) takeGroupOf(file, folder);
    fchmodSync(file, options.mode);
    if (options.durable) fsyncSync(file);
    uid = fstatSync(file).uid;
  } catch (error) {
    drop();
    throw error;
  } finally {
    closeSync(file);
  }
  return {
    uid,
    put() {
      renameSync(temporary, path);
      there = false;
    },
    drop,
  };
}

/**
 * Replaces a file in one step: a reader finds the old content or the new, whole, also after a kill or a power cut at
 * any moment.
 */
export function writeAtomic(path: string, content: Uint8Array | string, options: WriteOptions): void {
  const staged = stage(path, content, options);
  try {
    staged.put();
  } finally {
    staged.drop();
  }
  if (options.durable) syncFolder(dirname(path));
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

export function removeIfPresent(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}

function takeGroupOf(file: number, folder: string): void {
  const { gid } = statSync(folder);
  if (fstatSync(file).gid === gid) return;
  try {
    fchownSync(file, -1, gid);
  } catch (error) {
    // Not a member of that group: the file keeps this process's own.
    if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "EINVAL") throw error;
  }
}
