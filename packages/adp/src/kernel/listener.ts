import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { attempt } from "./process.ts";

/** Who listens on a port of 127.0.0.1: one of the given processes, nobody, or a program that is none of them. */
export type Listener = "ours" | "nobody" | "foreign";

/**
 * Says whose the listener on a port is, by what the system knows and not by what the listener answers: on Linux the
 * listening socket must be open in one of these processes, elsewhere lsof must name one of them.
 */
export async function listenerOn(port: number, pids: Iterable<number>): Promise<Listener> {
  if (process.platform !== "linux") return listenerByLsof(port, new Set(pids));
  const sockets = listeningSockets(port);
  if (sockets.length === 0) return "nobody";
  // A socket for exactly this address goes before one for every address, as the kernel chooses.
  const exact = sockets.filter((socket) => socket.local === LOOPBACK);
  if (exact.length === 0) return "foreign";
  const own = new Set<string>();
  const complete = () => exact.every((socket) => own.has(socket.inode));
  for (const pid of pids) {
    for (const inode of openSockets(pid)) own.add(inode);
    if (complete()) return "ours";
  }
  return "foreign";
}

/** 127.0.0.1 as /proc/net/tcp writes it: in the byte order of the machine. */
const LOOPBACK = "0100007F";
const LISTEN = "0A";

interface Socket {
  readonly local: string;
  readonly inode: string;
}

function listeningSockets(port: number): Socket[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return ["tcp", "tcp6"].flatMap((family) =>
    table(family).flatMap((line) => {
      const [, address = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const [local = "", at] = address.split(":");
      return state === LISTEN && at === wanted ? [{ local, inode }] : [];
    }),
  );
}

function table(family: string): string[] {
  try {
    return readFileSync(`/proc/net/${family}`, "utf8").trim().split("\n").slice(1);
  } catch {
    // A kernel without IPv6 has no tcp6.
    return [];
  }
}

function openSockets(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return filesIn(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkAt(`${folder}/${fd}`))?.[1] ?? []);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The process has ended.
    return [];
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // It was closed meanwhile, as the folder itself is that was just read.
    return "";
  }
}

async function listenerByLsof(port: number, pids: ReadonlySet<number>): Promise<Listener> {
  const { stdout } = await attempt(["lsof", "-nP", `-iTCP@127.0.0.1:${port}`, "-sTCP:LISTEN", "-Fp"]);
  const found = [...stdout.matchAll(/^p(\d+)$/gm)].map((match) => Number(match[1]));
  if (found.length === 0) return "nobody";
  return found.every((pid) => pids.has(pid)) ? "ours" : "foreign";
}
