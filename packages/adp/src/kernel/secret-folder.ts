import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errnoOf } from "@airflow-data-platform/cli-kit";
import { startTimeOf } from "./processes.ts";

/** Begins the name of a folder of secrets, which goes on with the process that made it. */
const prefix = "adp-secrets-";

/** A folder of this user alone for secrets as files, in memory where this system has such a folder. Remove it. */
export function secretFolder(): string {
  const owner = `${pidNamespace()}-${process.pid}-${startMark(process.pid)}`;
  return mkdtempSync(join(memoryFolder(), `${prefix}${owner}-`));
}

/** Tells a process from a later one with its number; safe in a file's name. */
function startMark(pid: number): string {
  return createHash("sha256")
    .update(startTimeOf(pid) ?? "")
    .digest("hex")
    .slice(0, 12);
}

/** Containers may share /dev/shm, and each has process numbers of its own: a pid means something in its own namespace only. */
function pidNamespace(): string {
  if (process.platform !== "linux") return "0";
  return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}

/**
 * Removes the secrets of commands that were killed: their folders name a process that has ended. Those of another process
 * namespace stay, since nothing here tells whether their process runs.
 */
export function removeStaleSecrets(parent = memoryFolder()): void {
  for (const name of namesIn(parent).filter((entry) => entry.startsWith(prefix))) {
    const owner = /^(\d+)-(\d+)-([0-9a-f]{12})-/.exec(name.slice(prefix.length));
    if (owner === null || owner[1] !== pidNamespace()) continue;
    const [, , pid, mark] = owner;
    const path = join(parent, name);
    const isOurs = lstatSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.();
    const isRunning = startTimeOf(Number(pid)) !== undefined && startMark(Number(pid)) === mark;
    if (isOurs && !isRunning) rmSync(path, { recursive: true, force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // This command may do without it; one that makes secrets fails there, with its reason.
    if (["EACCES", "EPERM"].includes(errnoOf(error) ?? "")) return [];
    throw error;
  }
}

/** On Linux a folder that never reaches a disk. */
function memoryFolder(): string {
  try {
    const found = statSync("/dev/shm");
    return found.isDirectory() ? "/dev/shm" : tmpdir();
  } catch {
    // macOS has none: its temporary folder belongs to the user alone.
    return tmpdir();
  }
}
