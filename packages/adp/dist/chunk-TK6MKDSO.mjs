import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  readIfPresent,
  writeAtomic
} from "./chunk-NQUNY6ZP.mjs";
import {
  AdpError,
  Exit,
  defineError
} from "./chunk-NWQJSMLS.mjs";

// packages/adp/src/kernel/daemon.ts
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync as readdirSync2, rmSync } from "node:fs";
import { join } from "node:path";

// packages/adp/src/kernel/processes.ts
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
function startTimeOf(pid) {
  if (pid <= 0) return;
  if (process.platform !== "linux") return startTimeByPs(pid);
  let fields = statOf(pid);
  if (!(fields === void 0 || fields[0] === "Z" || fields[0] === "X"))
    return `${fields[19]}${bootOf()}`;
}
function descendantsOf(root) {
  let children = /* @__PURE__ */ new Map();
  for (let [pid, parent] of parents()) children.set(parent, [...children.get(parent) ?? [], pid]);
  let found = [];
  for (let queue = children.get(root) ?? []; queue.length > 0; )
    found.push(...queue), queue = queue.flatMap((pid) => children.get(pid) ?? []);
  return found;
}
function sessionOf(head) {
  return process.platform === "linux" ? pids().filter((pid) => Number(statOf(pid)?.[3]) === head) : listed("pid=,pgid=").flatMap(([pid, group]) => group === head ? [pid] : []);
}
function markedWith(name, value) {
  if (process.platform !== "linux") return [];
  let wanted = `${name}=${value}`;
  return pids().filter((pid) => {
    if (pid === process.pid) return !1;
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(wanted);
    } catch {
      return !1;
    }
  });
}
function pids() {
  return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry)).map(Number);
}
function statOf(pid) {
  try {
    let text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return;
  }
}
function parents() {
  return process.platform === "linux" ? pids().flatMap((pid) => {
    let fields = statOf(pid);
    return fields === void 0 ? [] : [[pid, Number(fields[1])]];
  }) : listed("pid=,ppid=");
}
function listed(columns) {
  return execFileSync("ps", ["-Ao", columns], { encoding: "utf8" }).trim().split(`
`).map((line) => line.trim().split(/\s+/).map(Number));
}
function startTimeByPs(pid) {
  try {
    let text = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return text === "" || text.startsWith("Z") ? void 0 : text.slice(text.indexOf(" ") + 1).trim();
  } catch {
    return;
  }
}
function bootOf() {
  return process.platform === "linux" ? `@${bootId()}` : "";
}
var boot;
function bootId() {
  return boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(), boot;
}

// packages/adp/src/kernel/daemon.ts
var MARK = "ADP_RUN_FOLDER", Daemons = class {
  constructor(runFolder) {
    this.runFolder = runFolder;
    this.#records = join(runFolder, "processes"), this.logs = join(runFolder, "logs");
  }
  runFolder;
  #records;
  logs;
  start(options) {
    mkdirSync(this.#records, { recursive: !0, mode: 448 }), mkdirSync(this.logs, { recursive: !0, mode: 448 });
    let log = join(this.logs, `${options.name}.log`), sink = openSync(log, "a", 384);
    try {
      let [file = "", ...args] = options.argv, child = spawn(file, args, {
        cwd: options.cwd,
        env: { ...options.env, [MARK]: this.runFolder },
        stdio: ["ignore", sink, sink],
        detached: !0
      });
      child.on("error", () => {
      }), child.unref();
      let pid = child.pid ?? 0, daemon = {
        name: options.name,
        pid,
        started: startTimeOf(pid) ?? "",
        log,
        stopSignal: options.stopSignal ?? "SIGTERM"
      };
      return writeAtomic(join(this.#records, `${options.name}.json`), JSON.stringify(daemon)), daemon;
    } finally {
      closeSync(sink);
    }
  }
  recorded() {
    let names;
    try {
      names = readdirSync2(this.#records).filter((name) => name.endsWith(".json"));
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      let text = readIfPresent(join(this.#records, name)), record = text === void 0 ? void 0 : parseRecord(text);
      return record === void 0 ? [] : [record];
    });
  }
  alive(name) {
    return this.recorded().find((daemon) => daemon.name === name && isAlive(daemon));
  }
  /** The last lines that a daemon printed. */
  tail(name, lines = 20) {
    return (readIfPresent(join(this.logs, `${name}.log`)) ?? "").trimEnd().split(`
`).slice(-lines);
  }
  /**
   * The processes of this run folder with their start times: the daemons, their descendants, what is left of the
   * sessions that they began, and whatever carries the mark. Programs that change their title lose the mark.
   */
  family(names) {
    let family = /* @__PURE__ */ new Map();
    for (let daemon of this.#named(names)) {
      if (isAlive(daemon)) {
        family.set(daemon.pid, daemon.started);
        for (let pid of descendantsOf(daemon.pid)) remember(family, pid);
      }
      if (daemon.started.endsWith(bootOf())) for (let pid of sessionOf(daemon.pid)) remember(family, pid);
    }
    if (names === void 0) for (let pid of markedWith(MARK, this.runFolder)) remember(family, pid);
    return family;
  }
  #named(names) {
    return this.recorded().filter((daemon) => names === void 0 || names.includes(daemon.name));
  }
  /** Ends every process of this run folder, and only those. Returns how many had to be ended. */
  async stop(names, graceMs = 15e3) {
    let recorded = this.#named(names), living = recorded.filter(isAlive), family = this.family(names);
    for (let daemon of living) signal(daemon.pid, daemon.stopSignal);
    let heads = new Set(living.map((daemon) => daemon.pid)), deadline = Date.now() + graceMs;
    for (; Date.now() < deadline && [...heads].some((pid) => same(pid, family)); ) await pause(50);
    let left = [...family.keys()].filter((pid) => same(pid, family));
    for (let pid of left) signal(pid, "SIGTERM");
    let second = Date.now() + Math.min(graceMs, 5e3);
    for (; Date.now() < second && left.some((pid) => same(pid, family)); ) await pause(50);
    for (let pid of left) same(pid, family) && signal(pid, "SIGKILL");
    for (; left.some((pid) => same(pid, family)) && Date.now() < second + 5e3; ) await pause(20);
    for (let daemon of recorded) rmSync(join(this.#records, `${daemon.name}.json`), { force: !0 });
    return family.size;
  }
};
function isAlive(daemon) {
  return daemon.pid > 0 && daemon.started !== "" && startTimeOf(daemon.pid) === daemon.started;
}
function remember(family, pid) {
  let started = startTimeOf(pid);
  started !== void 0 && pid !== process.pid && family.set(pid, started);
}
function same(pid, family) {
  return startTimeOf(pid) === family.get(pid);
}
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
function parseRecord(text) {
  try {
    let value = JSON.parse(text);
    return typeof value.name != "string" || typeof value.pid != "number" || typeof value.started != "string" ? void 0 : {
      name: value.name,
      pid: value.pid,
      started: value.started,
      log: String(value.log ?? ""),
      stopSignal: value.stopSignal === "SIGINT" ? "SIGINT" : "SIGTERM"
    };
  } catch {
    return;
  }
}

// packages/adp/src/kernel/lock.ts
import { closeSync as closeSync2, mkdirSync as mkdirSync2, openSync as openSync2, rmSync as rmSync2, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
var BUSY = defineError("ADP-RUN-001", Exit.platform, "Another adp command is at work here."), UNNAMED_MS = 5e3;
async function withLock(path, again, work) {
  await takeLock(path, (holder) => {
    throw new AdpError(BUSY, {
      why: `Process ${holder} holds ${path}.`,
      next: [`wait until it ends, then: ${again}`, `ps -p ${holder} -o pid,lstart,args   shows what it does`]
    });
  });
  try {
    return await work();
  } finally {
    releaseLock(path);
  }
}
async function takeLock(path, onHeld, pauseMs = 50) {
  for (mkdirSync2(dirname(path), { recursive: !0, mode: 448 }); !made(path); ) {
    let holder = holderOf(path);
    if (holder === void 0) {
      breakOpen(path);
      continue;
    }
    holder !== "unnamed" && onHeld(holder), await new Promise((done) => setTimeout(done, pauseMs));
  }
}
function releaseLock(path) {
  rmSync2(path, { force: !0 });
}
function made(path) {
  try {
    let file = openSync2(path, "wx", 384);
    try {
      writeFileSync(file, `${process.pid} ${startTimeOf(process.pid) ?? ""}`);
    } finally {
      closeSync2(file);
    }
    return !0;
  } catch (error) {
    if (error.code === "EEXIST") return !1;
    throw error;
  }
}
function breakOpen(path) {
  let breaking = `${path}.breaking`;
  if (!made(breaking)) {
    ageOf(breaking) > UNNAMED_MS && rmSync2(breaking, { force: !0 });
    return;
  }
  try {
    holderOf(path) === void 0 && rmSync2(path, { force: !0 });
  } finally {
    rmSync2(breaking, { force: !0 });
  }
}
function holderOf(path) {
  let text = readIfPresent(path);
  if (text === void 0) return;
  let match = /^(\d+) (.+)$/.exec(text);
  if (match === null) return ageOf(path) > UNNAMED_MS ? void 0 : "unnamed";
  let pid = Number(match[1]);
  return startTimeOf(pid) === match[2] ? pid : void 0;
}
function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

// packages/adp/src/kernel/port.ts
import { createServer } from "node:net";
function portIsFree(port) {
  return new Promise((answer) => {
    let server = createServer();
    server.once("error", () => answer(!1)), server.listen({ host: "127.0.0.1", port, exclusive: !0 }, () => server.close(() => answer(!0)));
  });
}
function freePort() {
  return new Promise((answer, reject) => {
    let server = createServer();
    server.once("error", reject), server.listen({ host: "127.0.0.1", port: 0 }, () => {
      let address = server.address(), port = typeof address == "object" && address !== null ? address.port : 0;
      server.close(() => answer(port));
    });
  });
}

export {
  Daemons,
  isAlive,
  withLock,
  takeLock,
  releaseLock,
  portIsFree,
  freePort
};
