import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { quoted } from "../kernel/home.ts";
import { UNREADABLE } from "./errors.ts";

export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env.HOME || homedir();
}

/** The text of a user's file, undefined where there is none. A file that is there and cannot be read is an error. */
export function readUserFile(path: string): string | undefined {
  try {
    return readIfPresent(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOTDIR") return undefined;
    throw new AdpError(UNREADABLE, {
      what: `${path} cannot be read.`,
      why: code === "EISDIR" ? "It is a folder." : reasonOf(error),
      next: [`ls -ld ${quoted(path)}   shows whose it is`, `chmod u+r ${quoted(path)}   where it is yours`],
      cause: error,
    });
  }
}

/** A path as people write it: ~ for their home. */
export function shown(path: string, env: NodeJS.ProcessEnv): string {
  const inside = relative(homeFolder(env), path);
  return inside.startsWith("..") || inside.startsWith("/") ? path : join("~", inside);
}

/** Whether others on this machine can read a file that holds a password. */
export function readableByOthers(path: string): boolean {
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    // No such file: nobody reads it.
    return false;
  }
}
