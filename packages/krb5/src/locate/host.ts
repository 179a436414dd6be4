import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { userInfo } from "node:os";
import type { Files, Surroundings } from "../surroundings.ts";

/** Far above any krb5.conf, far below what would hurt. */
const largest = 1024 * 1024;

/** This machine's files. A FIFO, a device or a huge file is refused instead of waited for. */
export const hostFiles: Files = {
  readText(path) {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(file);
      if (status.isDirectory()) throw failure("EISDIR", `${path} is a folder`);
      // Whoever sets KRB5_CONFIG=/dev/null wants an empty configuration, and libkrb5 takes it so.
      if (isNullDevice(status)) return "";
      if (!status.isFile()) throw failure("EINVAL", `${path} is no regular file`);
      if (status.size > largest) throw failure("EFBIG", `${path} is larger than ${largest} bytes`);
      return readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  },
  readNames: (path) => readdirSync(path),
};

/** The surroundings of this very process. */
export function hostSurroundings(): Surroundings {
  const username = nameOfUser();
  return {
    env: process.env,
    uid: process.getuid?.() ?? -1,
    euid: process.geteuid?.() ?? -1,
    ...(username === undefined ? {} : { username }),
    platform: process.platform,
    files: hostFiles,
  };
}

function isNullDevice(status: Stats): boolean {
  return status.isCharacterDevice() && status.rdev === statSync("/dev/null").rdev;
}

function nameOfUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container's uid often has no passwd entry; only %{username} needs one, and says so.
    return undefined;
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
