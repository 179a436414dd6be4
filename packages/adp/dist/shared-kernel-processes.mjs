import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

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

export {
  startTimeOf,
  descendantsOf,
  sessionOf,
  markedWith,
  bootOf
};
