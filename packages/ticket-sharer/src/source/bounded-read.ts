import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { Exit, errnoOf, type Problem, SharerError } from "../errors.ts";
import { shellWord } from "../log/shell-word.ts";
import { userNamespaceAdvice, whoAmI } from "./identity.ts";

/** Far above any credential cache. */
export const largestCache = 1024 * 1024;

/**
 * Reads a regular file of at most 1 MiB, without ever waiting: a FIFO, a socket or a device is refused before it is
 * opened. A file that changes while it is read is read again.
 *
 * @throws SharerError TKT-SOURCE-MISSING, -DENIED, -KIND, -TOO-BIG, -LOOP, -CHANGING, -READ
 */
export function readBounded(path: string): { bytes: Uint8Array; status: BigIntStats } {
  for (let attempt = 0; attempt < 5; attempt++) {
    const read = readOnce(path);
    if (read !== undefined) return read;
  }
  throw new SharerError({
    code: "TKT-SOURCE-CHANGING",
    what: `${path} is being rewritten faster than it can be read.`,
    next: [`ls -l --time-style=full-iso ${shellWord(path)}   # which program rewrites it?`],
    exit: Exit.data,
    transient: true,
  });
}

function readOnce(path: string): { bytes: Uint8Array; status: BigIntStats } | undefined {
  let file: number | undefined;
  try {
    refuseOddKinds(path, statSync(path, { bigint: true }));
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const before = fstatSync(file, { bigint: true });
    refuseOddKinds(path, before);
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
      next: ["klist   # shows where your ticket is", "set TICKET_SOURCE to that file"],
      exit: Exit.data,
    });
  if (status.size > BigInt(largestCache))
    throw new SharerError({
      code: "TKT-SOURCE-TOO-BIG",
      what: `${path} has ${status.size} bytes; a credential cache has a few thousand, and above 1 MiB it is not read.`,
      next: ["kdestroy && kinit   # writes a new one", "set TICKET_SOURCE to the file that klist shows"],
      exit: Exit.data,
    });
}

function readProblem(path: string, error: unknown): Problem {
  const errno = errnoOf(error) ?? String(error);
  if (errno === "ENOENT" || errno === "ENOTDIR")
    return {
      code: "TKT-SOURCE-MISSING",
      what: `There is no ticket at ${path}.`,
      next: [
        "kinit   # on the host; it is shared as soon as it is there",
        "klist   # shows where a ticket is",
      ],
      exit: Exit.noInput,
      transient: true,
    };
  if (errno === "EACCES" || errno === "EPERM")
    return {
      code: "TKT-SOURCE-DENIED",
      what: `${path} may not be read by ${whoAmI()}${ownerOf(path)}.`,
      why: `A ticket can be read by its owner only.${userNamespaceAdvice()}`,
      next: [
        `run it as the user who owns the ticket: user: "$(stat -c %u CACHE):0" in Compose`,
        `ls -ln ${shellWord(path)}`,
      ],
      exit: Exit.denied,
    };
  if (errno === "ELOOP")
    return {
      code: "TKT-SOURCE-LOOP",
      what: `${path} is a symbolic link that leads back to itself.`,
      next: [`ls -l ${shellWord(path)}`, "set TICKET_SOURCE to the file that klist shows"],
      exit: Exit.data,
    };
  return {
    code: "TKT-SOURCE-READ",
    what: `${path} cannot be read (${errno}).`,
    next: [`ls -l ${shellWord(path)}`, "dmesg | tail   # a disk or network mount that fails says so there"],
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
