import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  startTimeOf
} from "./shared-kernel-processes.mjs";
import {
  errnoOf
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/kernel/secret-folder.ts
import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
var prefix = "adp-secrets-";
function secretFolder() {
  let owner = `${pidNamespace()}-${process.pid}-${startMark(process.pid)}`;
  return mkdtempSync(join(memoryFolder(), `${prefix}${owner}-`));
}
function startMark(pid) {
  return createHash("sha256").update(startTimeOf(pid) ?? "").digest("hex").slice(0, 12);
}
function pidNamespace() {
  return process.platform !== "linux" ? "0" : /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}
function removeStaleSecrets(parent = memoryFolder()) {
  for (let name of namesIn(parent).filter((entry) => entry.startsWith(prefix))) {
    let owner = /^(\d+)-(\d+)-([0-9a-f]{12})-/.exec(name.slice(prefix.length));
    if (owner === null || owner[1] !== pidNamespace()) continue;
    let [, , pid, mark] = owner, path = join(parent, name), isOurs = lstatSync(path, { throwIfNoEntry: !1 })?.uid === process.getuid?.(), isRunning = startTimeOf(Number(pid)) !== void 0 && startMark(Number(pid)) === mark;
    isOurs && !isRunning && rmSync(path, { recursive: !0, force: !0 });
  }
}
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (["EACCES", "EPERM"].includes(errnoOf(error) ?? "")) return [];
    throw error;
  }
}
function memoryFolder() {
  try {
    return statSync("/dev/shm").isDirectory() ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

export {
  secretFolder,
  removeStaleSecrets
};
