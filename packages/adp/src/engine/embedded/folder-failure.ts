import { accessSync, constants, existsSync, lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { act, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError, reasonOf } from "../../kernel/errors.ts";
import { diagnoseFile, remedy } from "../../kernel/failure/index.ts";
import { errors } from "../errors.ts";

/** Throws unless this user may use the run folder: another user's services must not be taken for none. */
export function requireOwnFolder(runFolder: string, me = process.getuid?.()): void {
  if (me === undefined || me === 0) return;
  const owner = ownerOf(runFolder);
  if (owner === undefined || owner.uid === me) return;
  throw new AdpError(errors.folderDenied, {
    what: `${owner.path} belongs to another user (uid ${owner.uid}).`,
    why: "A datakit runs for the user who started it, and only that user can see or stop its services.",
    next: [
      either(
        act("type the command as that user"),
        act("make a copy of the datakit that belongs to you, and type it there"),
      ),
    ],
  });
}

/**
 * Throws where another user's engine would be used or, `rebuild`, replaced. Root reads every user's engine, and replaces
 * none.
 */
export function requireOwnEngine(
  engineFolder: string,
  { rebuild = false, me = process.getuid?.() }: { rebuild?: boolean; me?: number | undefined } = {},
): void {
  if (me === undefined || (me === 0 && !rebuild)) return;
  const owner = ownerOf(engineFolder) ?? ownerOfReadOnly(nearestFolder(engineFolder));
  if (owner === undefined || owner.uid === me) return;
  throw new AdpError(errors.engineDenied, {
    what: `The engine of this clone is ${engineFolder}, and ${owner.path} belongs to another user (uid ${owner.uid}).`,
    why: "The engine holds Airflow and PostgreSQL for the user who owns the clone; adp leaves another user's as it is.",
    next: [
      act("make a clone of your own: `git clone` with the address that this clone came from"),
      act("type the command with the adp of your clone"),
    ],
  });
}

/** Who owns a folder in which this user can make nothing. */
function ownerOfReadOnly(path: string): { path: string; uid: number } | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch {
    return ownerOf(path);
  }
}

/** The folder itself, or the nearest one above it that this user can see. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Who owns the run folder, or the nearest folder above it that hides whether there is one. */
function ownerOf(runFolder: string): { path: string; uid: number } | undefined {
  try {
    return { path: runFolder, uid: statSync(runFolder).uid };
  } catch (error) {
    if (codeOf(error) !== "EACCES") return undefined;
  }
  for (let path = dirname(runFolder); path !== dirname(path); path = dirname(path)) {
    try {
      return { path, uid: lstatSync(path).uid };
    } catch {
      // Hidden by a folder above: ask that one.
    }
  }
  return undefined;
}

/** Node's error about a file of the run folder, in words; anything else as it is. */
export function explainFolderFailure(error: unknown, runFolder: string): unknown {
  const kind = diagnoseFile(error);
  if (kind === "disk-full") {
    return new AdpError(errors.diskFull, {
      ...remedy(kind, { tool: "adp", folder: runFolder }),
      next: [...remedy(kind, { tool: "adp", folder: runFolder }).next, again],
      evidence: [reasonOf(error)],
      cause: error,
    });
  }
  const odd = /^(ENOENT|ENOTDIR|EEXIST|ENAMETOOLONG|ELOOP)$/.test(codeOf(error)) && isAbout(error, runFolder);
  if (kind !== "denied" && !odd) return error;
  return new AdpError(errors.folderDenied, {
    what: `${runFolder} cannot be written.`,
    why: reasonOf(error),
    next: [run(shell`ls -ld ${nearestFolder(runFolder)}`, "shows whose it is"), again],
    cause: error,
  });
}

/** Whether it is the run folder itself, or a folder above it, that could not be made. */
function isAbout(error: unknown, runFolder: string): boolean {
  const path = error instanceof Error && "path" in error ? String(error.path) : "";
  return path !== "" && (runFolder === path || runFolder.startsWith(`${path}/`));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
