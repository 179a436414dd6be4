import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A folder that only its owner may enter. */
export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Whether the system refuses this user to read a path. One that is not there is not denied. */
export function isDenied(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return false;
  } catch (error) {
    return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** Writes a whole file or none of it: temporary file in the same folder, fsync, rename. Owner-only unless told. */
export function writeAtomic(path: string, content: string, mode = 0o600): void {
  writeBytes(path, Buffer.from(content), mode);
}

/** The same for bytes. */
export function writeBytes(path: string, content: Uint8Array, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = openSync(temporary, "wx", mode);
    try {
      // Not writeSync, which on a full disk writes a part and says so only by its count.
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * An open file without a name, for a program that wants a secret as a file: pass the descriptor as its stdin and
 * /dev/stdin as the path. The name is gone before the content comes, so no crash can leave it behind. Close it.
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
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether a step behind this stamp file was finished with the same inputs. */
export function stamped(path: string, inputs: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8") === inputs;
}
