import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

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
  let { execa } = await import("./execa-CPYUZ36Y.mjs"), [file = "", ...args] = argv, subprocess = execa(file, args, {
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
    ...options.inherit ? { stdio: "inherit" } : typeof options.input == "string" || options.input instanceof Uint8Array ? { input: options.input } : { stdin: options.input ?? "ignore" }
  }), { onLine } = options, lines = onLine === void 0 || options.inherit ? Promise.resolve() : feed(subprocess, onLine), result = await subprocess;
  await lines;
  let stdout = typeof result.stdout == "string" ? result.stdout : "", stderr = typeof result.stderr == "string" ? result.stderr : "";
  return !result.failed && result.exitCode === 0 ? { argv, code: 0, stdout, stderr } : failureOf(argv, result, stdout, stderr, options);
}
async function openStream(argv, options = {}) {
  let { execa } = await import("./execa-CPYUZ36Y.mjs"), [file = "", ...args] = argv, subprocess = execa(file, args, {
    reject: !1,
    buffer: { stdout: !1, stderr: !0 },
    stdin: "ignore",
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
async function feed(process, onLine) {
  try {
    for await (let line of process.iterable({ from: "all" })) onLine(String(line));
  } catch {
  }
}

export {
  ProcessFailure,
  run,
  attempt,
  openStream
};
