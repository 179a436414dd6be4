import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/adp/src/kernel/files.ts
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
  writeFileSync
} from "node:fs";
import { dirname, join } from "node:path";
function privateFolder(path) {
  return mkdirSync(path, { recursive: !0, mode: 448 }), path;
}
function isDenied(path) {
  try {
    return accessSync(path, constants.R_OK), !1;
  } catch (error) {
    return ["EACCES", "EPERM"].includes(error.code ?? "");
  }
}
function writeAtomic(path, content, mode = 384) {
  writeBytes(path, Buffer.from(content), mode);
}
function writeBytes(path, content, mode = 384) {
  mkdirSync(dirname(path), { recursive: !0 });
  let temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    let file = openSync(temporary, "wx", mode);
    try {
      writeFileSync(file, content), fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    throw rmSync(temporary, { force: !0 }), error;
  }
}
function anonymousFile(folder, content) {
  let path = join(folder, randomBytes(6).toString("hex")), writer = openSync(path, "wx", 384);
  try {
    let reader = openSync(path, "r");
    return unlinkSync(path), writeFileSync(writer, content), reader;
  } finally {
    closeSync(writer);
  }
}
function readIfPresent(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
}
function stamped(path, inputs) {
  return existsSync(path) && readFileSync(path, "utf8") === inputs;
}

export {
  privateFolder,
  isDenied,
  writeAtomic,
  writeBytes,
  anonymousFile,
  readIfPresent,
  stamped
};
