import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { again, errnoOf, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { errors } from "./errors.ts";

export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env.HOME || homedir();
}

/** The text of a user's file, undefined where there is none. A file that is there and cannot be read is an error. */
export function readUserFile(path: string): string | undefined {
  try {
    return readIfPresent(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code === "ENOTDIR") return undefined;
    throw new AdpError(errors.UNREADABLE, {
      what: `${path} cannot be read.`,
      why: code === "EISDIR" ? "It is a folder." : reasonOf(error),
      next: [
        run(shell`ls -ld ${path}`, "shows whose it is"),
        run(shell`chmod u+r ${path}`, "if it is yours"),
        again,
      ],
      cause: error,
    });
  }
}

/** A path as people write it: ~ for their home. */
export function shown(path: string, env: NodeJS.ProcessEnv): string {
  const inside = relative(homeFolder(env), path);
  return inside.startsWith("..") || inside.startsWith("/") ? path : join("~", inside);
}

/** Whether others on this machine can read a file that contains a password. */
export function readableByOthers(path: string): boolean {
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    // No such file: nobody reads it.
    return false;
  }
}
