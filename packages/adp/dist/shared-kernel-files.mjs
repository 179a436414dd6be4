import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  errnoOf,
  writeAtomic
} from "./shared-cli-kit-src-bounded-log.mjs";

// packages/adp/src/kernel/files.ts
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync
} from "node:fs";
import { dirname, join } from "node:path";
function privateFolder(path) {
  makeFolder(path, 448);
  let { uid, mode } = statSync(path);
  return (mode & 63) !== 0 && uid === process.getuid?.() && closeToOthers(path), path;
}
function closeToOthers(path) {
  try {
    chmodSync(path, 448);
  } catch (error) {
    if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "ENOTSUP") throw error;
  }
}
function makeFolder(path, mode = 511) {
  if (existsSync(path)) return path;
  let parent = dirname(path);
  parent !== path && makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST" || !existsSync(path)) throw error;
  }
  return path;
}
function isDenied(path) {
  try {
    return accessSync(path, constants.R_OK), !1;
  } catch (error) {
    return ["EACCES", "EPERM"].includes(errnoOf(error) ?? "");
  }
}
function writeAtomic2(path, content, mode = 384) {
  makeFolder(dirname(path)), writeAtomic(path, content, { mode, durable: !0 });
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
    if (errnoOf(error) === "ENOENT") return;
    throw error;
  }
}
function stamped(path, inputs) {
  return existsSync(path) && readFileSync(path, "utf8") === inputs;
}

// packages/adp/src/kernel/process.ts
var ProcessFailure = class extends Error {
  constructor(argv, kind, code, stdout, stderr, detail) {
    super(`${argv[0]}: ${detail}`);
    this.argv = argv;
    this.kind = kind;
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
    this.name = "ProcessFailure";
  }
  argv;
  kind;
  code;
  stdout;
  stderr;
  /** The last lines of what it printed, stderr first. */
  tail(lines = 15) {
    return (this.stderr.trim() === "" ? this.stdout : this.stderr).trim().split(`
`).slice(-lines);
  }
};
async function run(argv, options = {}) {
  let finished = await attempt(argv, options);
  if (finished instanceof ProcessFailure) throw finished;
  return finished;
}
async function attempt(argv, options = {}) {
  let { execa } = await import("./npm-execa-index.mjs"), [file = "", ...args] = argv, subprocess = execa(file, args, {
    reject: !1,
    all: !0,
    extendEnv: !options.bareEnvironment,
    stripFinalNewline: !1,
    maxBuffer: 64 * 1024 * 1024,
    forceKillAfterDelay: 5e3,
    ...options.cwd === void 0 ? {} : { cwd: options.cwd },
    ...options.env === void 0 ? {} : { env: options.env },
    ...options.detached === void 0 ? {} : { detached: options.detached },
    ...options.timeoutMs === void 0 ? {} : { timeout: options.timeoutMs },
    ...options.signal === void 0 ? {} : { cancelSignal: options.signal },
    ...options.inherit ? {
      stdin: typeof options.input == "number" ? options.input : "inherit",
      stdout: "inherit",
      stderr: "inherit"
    } : typeof options.input == "string" || options.input instanceof Uint8Array ? { input: options.input } : { stdin: options.input ?? "ignore" }
  }), { onLine } = options, lines = onLine === void 0 || options.inherit ? Promise.resolve() : feed(subprocess, onLine), result = await subprocess;
  await lines, options.signal?.throwIfAborted();
  let stdout = typeof result.stdout == "string" ? result.stdout : "", stderr = typeof result.stderr == "string" ? result.stderr : "";
  return !result.failed && result.exitCode === 0 ? { argv, code: 0, stdout, stderr } : failureOf(argv, result, stdout, stderr, options);
}
async function openStream(argv, options = {}) {
  let { execa } = await import("./npm-execa-index.mjs"), [file = "", ...args] = argv, subprocess = execa(file, args, {
    reject: !1,
    buffer: { stdout: !1, stderr: !0 },
    ...options.input === void 0 ? { stdin: "ignore" } : { input: options.input },
    ...options.cwd === void 0 ? {} : { cwd: options.cwd },
    ...options.env === void 0 ? {} : { env: options.env },
    ...options.signal === void 0 ? {} : { cancelSignal: options.signal }
  }), done = subprocess.then((result) => {
    let stderr = typeof result.stderr == "string" ? result.stderr : "";
    return !result.failed && result.exitCode === 0 ? { argv, code: 0, stdout: "", stderr } : failureOf(argv, result, "", stderr, {});
  });
  return { stdout: subprocess.stdout, done, kill: () => {
    subprocess.kill();
  } };
}
function failureOf(argv, result, stdout, stderr, options) {
  let kind = result.timedOut ? "timed-out" : result.exitCode !== void 0 ? "exited" : result.signal !== void 0 ? "killed" : "spawn-failed", detail = {
    "spawn-failed": `could not be started (${result.code ?? "unknown"})`,
    exited: `exited with ${result.exitCode}`,
    killed: `was ended by ${result.signal}`,
    "timed-out": `did not end within ${options.timeoutMs} ms`
  }[kind];
  return new ProcessFailure(argv, kind, result.exitCode, stdout, stderr, detail);
}
async function feed(process2, onLine) {
  try {
    for await (let line of process2.iterable({ from: "all" })) onLine(String(line));
  } catch {
  }
}

export {
  privateFolder,
  makeFolder,
  isDenied,
  writeAtomic2 as writeAtomic,
  anonymousFile,
  readIfPresent,
  stamped,
  ProcessFailure,
  run,
  attempt,
  openStream,
  failureOf
};
