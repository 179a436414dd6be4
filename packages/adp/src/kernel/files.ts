import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errnoOf, writeAtomic as replaceFile } from "@airflow-data-platform/cli-kit";

/**
 * A folder that only its owner may enter, with the folders above it that are missing. One that somebody made before, and
 * left open, is closed.
 */
export function privateFolder(path: string): string {
  makeFolder(path, 0o700);
  const { uid, mode } = statSync(path);
  if ((mode & 0o077) !== 0 && uid === process.getuid?.()) closeToOthers(path);
  return path;
}

function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    // A file system that keeps no modes.
    if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "ENOTSUP") throw error;
  }
}

/** A folder, with the folders above it that are missing. */
export function makeFolder(path: string, mode = 0o777): string {
  // Not `recursive`: below /proc Node.js would try without an end.
  if (existsSync(path)) return path;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another command made it at the same moment.
    if (errnoOf(error) !== "EEXIST" || !existsSync(path)) throw error;
  }
  return path;
}

/** Whether the system refuses this user to read a path. One that is not there is not denied. */
export function isDenied(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return false;
  } catch (error) {
    return ["EACCES", "EPERM"].includes(errnoOf(error) ?? "");
  }
}

/** Writes a whole file or none of it, and its folder if it is missing. Readable by the owner only, by default. */
export function writeAtomic(path: string, content: string | Uint8Array, mode = 0o600): void {
  makeFolder(dirname(path));
  replaceFile(path, content, { mode, durable: true });
}

/**
 * An open file without a name, for a program that wants a secret as a file: pass the descriptor as its stdin and
 * /dev/stdin as the path. The name is removed before the content is written, so no crash can leave it behind. Close it.
 */
export function anonymousFile(folder: string, content: string): number {
  const path = join(folder, randomBytes(6).toString("hex"));
  const writer = openSync(path, "wx", 0o600);
  try {
    const reader = openSync(path, "r");
    unlinkSync(path);
    writeFileSync(writer, content);
    return reader;
  } finally {
    closeSync(writer);
  }
}

/** The content of a file, or undefined where there is none. Every other failure is thrown. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * The content of a file in a folder that came from elsewhere, for a caller that does without: undefined where there is none,
 * where it cannot be read, and for anything but a file. A link to /dev/zero has no end.
 */
export function readOrdinary(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a step behind this stamp file was finished with the same inputs. */
export function stamped(path: string, inputs: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8") === inputs;
}
