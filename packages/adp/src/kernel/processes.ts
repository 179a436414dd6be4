import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

// What the system knows of other processes: /proc on Linux, ps elsewhere. Reads only.

/** When a process started, in the system's own words; undefined when there is none, or only its remains. */
export function startTimeOf(pid: number): string | undefined {
  if (pid <= 0) return undefined;
  if (process.platform !== "linux") return startTimeByPs(pid);
  const fields = statOf(pid);
  // Z: it has ended and waits for its parent to look.
  if (fields === undefined || fields[0] === "Z" || fields[0] === "X") return undefined;
  return `${fields[19]}${bootOf()}`;
}

/** Every process below this one, parents first. */
export function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of parents()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const found: number[] = [];
  for (let queue = children.get(root) ?? []; queue.length > 0; ) {
    found.push(...queue);
    queue = queue.flatMap((pid) => children.get(pid) ?? []);
  }
  return found;
}

/**
 * Every process of the session (elsewhere than on Linux: the process group) that began with this pid, also when its
 * head has ended: a number that still names a session is given to no new process.
 */
export function sessionOf(head: number): number[] {
  if (process.platform === "linux") return pids().filter((pid) => Number(statOf(pid)?.[3]) === head);
  return listed("pid=,pgid=").flatMap(([pid, group]) => (group === head ? [pid] : []));
}

/** The processes of this user that carry NAME=value in their environment. Linux only; empty elsewhere. */
export function markedWith(name: string, value: string): number[] {
  if (process.platform !== "linux") return [];
  const wanted = `${name}=${value}`;
  return pids().filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(wanted);
    } catch {
      // Gone, or another user's: not ours.
      return false;
    }
  });
}

function pids(): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

/** The fields of /proc/PID/stat from the state on: the name before them may contain spaces and parentheses. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    // Gone.
    return undefined;
  }
}

function parents(): [pid: number, parent: number][] {
  if (process.platform === "linux")
    return pids().flatMap((pid) => {
      const fields = statOf(pid);
      return fields === undefined ? [] : [[pid, Number(fields[1])] as [number, number]];
    });
  return listed("pid=,ppid=");
}

function listed(columns: string): [number, number][] {
  return execFileSync("ps", ["-Ao", columns], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function startTimeByPs(pid: number): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return text === "" || text.startsWith("Z") ? undefined : text.slice(text.indexOf(" ") + 1).trim();
  } catch {
    // ps exits 1 when there is no such process.
    return undefined;
  }
}

/** The end of every start time of this boot of the machine; empty where the system has no boot id. */
export function bootOf(): string {
  return process.platform === "linux" ? `@${bootId()}` : "";
}

let boot: string | undefined;
function bootId(): string {
  boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return boot;
}
