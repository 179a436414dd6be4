import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { AdpError, defineError, Exit } from "./errors.ts";
import { readIfPresent } from "./files.ts";
import { startTimeOf } from "./processes.ts";

const BUSY = defineError("ADP-RUN-001", Exit.platform, "Another adp command is at work here.");

/** Holds a folder for one command at a time. A lock whose holder has ended is taken over. */
export async function withLock<T>(path: string, again: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  take(path, again);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string, again: string): void {
  const mine = `${process.pid} ${startTimeOf(process.pid)}`;
  for (let tries = 0; tries < 3; tries++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, mine);
      closeSync(file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const [pid, ...started] = (readIfPresent(path) ?? "").split(" ");
      if (startTimeOf(Number(pid)) === started.join(" ") && started.length > 0) {
        throw new AdpError(BUSY, {
          why: `Process ${pid} holds ${path}.`,
          next: [
            `wait until it ends, then: ${again}`,
            `ps -p ${pid} -o pid,lstart,args   shows what it does`,
          ],
        });
      }
      rmSync(path, { force: true });
    }
  }
  throw new Error(`the lock ${path} keeps coming back`);
}
