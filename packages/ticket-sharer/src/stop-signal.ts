import { readFileSync } from "node:fs";

/** After this time a process that hangs, such as in a question to a KCM daemon, exits anyway. */
const backstopMs = 800;

const signals = { SIGTERM: 15, SIGINT: 2 } as const;
type Name = keyof typeof signals;

/**
 * Aborted by SIGTERM and SIGINT, with the signal's name for a reason. To be called before anything else: process 1 of
 * a container is not ended by a signal that it does not handle.
 */
export function listenForStop(): AbortSignal {
  const controller = new AbortController();
  const missed = process.pid === 1 ? missedWhileStarting(processStatus()) : undefined;
  const stop = (name: Name) => {
    controller.abort(name);
    setTimeout(() => process.exit(process.exitCode ?? 128 + signals[name]), backstopMs).unref();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (missed !== undefined) stop(missed);
  return controller.signal;
}

/**
 * A signal that came while Node itself was starting. Node's first handler of the two puts the terminal in order,
 * takes itself away and raises the signal again, which ends every process but number 1. So where one of the two is
 * no longer caught, it has come. Both missing means a Node without such handlers: nothing is known.
 *
 * `status`: /proc/self/status.
 */
export function missedWhileStarting(status: string): Name | undefined {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  if (mask === undefined) return undefined;
  const caught = (name: Name) => ((BigInt(`0x${mask}`) >> BigInt(signals[name] - 1)) & 1n) === 1n;
  if (caught("SIGTERM") === caught("SIGINT")) return undefined;
  return caught("SIGTERM") ? "SIGINT" : "SIGTERM";
}

function processStatus(): string {
  try {
    return readFileSync("/proc/self/status", "utf8");
  } catch {
    // Not Linux.
    return "";
  }
}
