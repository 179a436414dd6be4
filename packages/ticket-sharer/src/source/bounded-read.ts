import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { act, anyOf, Exit, errnoOf, run, shell } from "@airflow-data-platform/cli-kit";
import { type Problem, SharerError } from "../errors.ts";
import { effectiveUid, userNamespaceAdvice, whoAmI } from "./identity.ts";

/** Far above any credential cache. */
export const largestCache = 1024 * 1024;

/**
 * Reads a regular file of at most 1 MiB that belongs to `owner`, without ever waiting: a FIFO, a socket or a device is
 * refused before it is opened. A file that changes while it is read is read again.
 *
 * @throws SharerError TKT-SOURCE-MISSING, -DENIED, -OWNER, -KIND, -TOO-BIG, -LOOP, -CHANGING, -READ
 */
export function readBounded(
  path: string,
  owner = effectiveUid(),
): { bytes: Uint8Array; status: BigIntStats } {
  for (let attempt = 0; attempt < 5; attempt++) {
    const read = readOnce(path, owner);
    if (read !== undefined) return read;
  }
  throw new SharerError({
    code: "TKT-SOURCE-CHANGING",
    what: `${path} is being rewritten faster than it can be read.`,
    next: [run(shell`ls -l --time-style=full-iso ${path}`, "which program rewrites it?")],
    exit: Exit.data,
    transient: true,
  });
}

function readOnce(
  path: string,
  owner: number | undefined,
): { bytes: Uint8Array; status: BigIntStats } | undefined {
  let file: number | undefined;
  try {
    refuseOddKinds(path, statSync(path, { bigint: true }));
    file = openSync(
      path,
      constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | linkFlag(path, owner),
    );
    const before = fstatSync(file, { bigint: true });
    refuseOddKinds(path, before);
    // The open file counts: the name may lead to another one by now.
    refuseOthers(path, "file", Number(before.uid), owner);
    // One byte more than it says it has, to notice that it has grown.
    const buffer = Buffer.allocUnsafeSlow(Number(before.size) + 1);
    let length = 0;
    for (;;) {
      const got = readSync(file, buffer, length, buffer.length - length, null);
      length += got;
      if (got === 0 || length === buffer.length) break;
    }
    const after = fstatSync(file, { bigint: true });
    const same = before.mtimeNs === after.mtimeNs && before.size === after.size;
    return same && BigInt(length) === after.size
      ? { bytes: buffer.subarray(0, length), status: after }
      : undefined;
  } catch (error) {
    if (error instanceof SharerError) throw error;
    throw new SharerError(readProblem(path, error), error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A link is followed where its owner may choose the ticket: another user's may lead to a cache of this one. */
function linkFlag(path: string, owner: number | undefined): number {
  const found = lstatSync(path);
  if (!found.isSymbolicLink()) return constants.O_NOFOLLOW;
  if (found.uid !== 0) refuseOthers(path, "link", found.uid, owner);
  return 0;
}

/** In /tmp, any user may put a cache with the name of this user's while there is none. */
function refuseOthers(path: string, what: "file" | "link", uid: number, owner: number | undefined): void {
  if (owner === undefined || uid === owner) return;
  throw new SharerError({
    code: "TKT-SOURCE-OWNER",
    what: `${path} is a ${what} of uid ${uid}, not of uid ${owner}, whose ticket is shared here.`,
    why: "Another user's ticket would let every DAG log in as that user.",
    next: anyOf(
      run(shell`ls -ln ${path}`, "shows whose it is"),
      act(`have it removed, then get a new ticket with kinit as uid ${owner}`),
    ),
    exit: Exit.denied,
  });
}

function refuseOddKinds(path: string, status: BigIntStats): void {
  const kind = status.isDirectory()
    ? "a folder"
    : status.isFIFO()
      ? "a FIFO"
      : status.isSocket()
        ? "a socket"
        : status.isFile()
          ? undefined
          : "a device";
  if (kind !== undefined)
    throw new SharerError({
      code: "TKT-SOURCE-KIND",
      what: `${path} is ${kind}, not a credential cache file.`,
      why: "Opening one could wait for ever, so it is not opened.",
      next: [run(shell`klist`, "shows where your ticket is"), act("set TICKET_SOURCE to that file")],
      exit: Exit.data,
    });
  if (status.size > BigInt(largestCache))
    throw new SharerError({
      code: "TKT-SOURCE-TOO-BIG",
      what: `${path} has ${status.size} bytes; a credential cache has a few thousand, and above 1 MiB it is not read.`,
      next: anyOf(
        run(shell`kdestroy && kinit`, "writes a new one"),
        act("set TICKET_SOURCE to the file that klist shows"),
      ),
      exit: Exit.data,
    });
}

function readProblem(path: string, error: unknown): Problem {
  const errno = errnoOf(error) ?? String(error);
  if (errno === "ENOENT" || errno === "ENOTDIR")
    return {
      code: "TKT-SOURCE-MISSING",
      what: `There is no ticket at ${path}.`,
      next: anyOf(
        run(shell`kinit`, "on the host; it is shared as soon as it is there"),
        run(shell`klist`, "shows where a ticket is"),
      ),
      exit: Exit.noInput,
      transient: true,
    };
  if (errno === "EACCES" || errno === "EPERM")
    return {
      code: "TKT-SOURCE-DENIED",
      what: `${path} may not be read by ${whoAmI()}${ownerOf(path)}.`,
      why: `A ticket can be read by its owner only.${userNamespaceAdvice()}`,
      next: anyOf(
        act(`run it as the user who owns the ticket: user: "$(stat -c %u CACHE):0" in Compose`),
        run(shell`ls -ln ${path}`),
      ),
      exit: Exit.denied,
    };
  if (errno === "ELOOP")
    return {
      code: "TKT-SOURCE-LOOP",
      what: `${path} is a symbolic link that leads back to itself.`,
      next: [run(shell`ls -l ${path}`), act("set TICKET_SOURCE to the file that klist shows")],
      exit: Exit.data,
    };
  return {
    code: "TKT-SOURCE-READ",
    what: `${path} cannot be read (${errno}).`,
    next: anyOf(
      run(shell`ls -l ${path}`),
      run(shell`dmesg | tail`, "a disk or network mount that fails says so there"),
    ),
    exit: Exit.noInput,
  };
}

function ownerOf(path: string): string {
  try {
    const { uid, mode } = statSync(path);
    return `: it belongs to uid ${uid}, mode ${(mode & 0o7777).toString(8).padStart(4, "0")}`;
  } catch {
    // Not even its folder may be searched.
    return ": a folder above it is closed to this user";
  }
}
