import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { until } from "@airflow-data-platform/cli-kit";
import { PATIENCE_MS } from "./lib/index.ts";

interface Stranger {
  /** The port of which it is known that a service will have it. */
  readonly port: number;
  /** The file that changes when the port is chosen. The stranger, who may not see it, is told. */
  readonly chosen: string;
  readonly speaks: "postgres" | "http";
}

/** The words that run a program of this folder as another user, where the tests run as root. */
export function asAnotherUser(program: string, ...args: readonly string[]): string[] {
  const who = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  return [...who, ...python(program, args)];
}

/** Not a Python of root's own folder, and the program by its text: the clone may be closed to others, too. */
export function python(program: string, args: readonly string[]): string[] {
  const found = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  return [found, "-c", readFileSync(join(import.meta.dirname, program), "utf8"), ...args];
}

/** See stranger.py. Runs as another user where the tests run as root. */
export async function openStranger({ port, chosen, speaks }: Stranger) {
  const folder = mkdtempSync(join(tmpdir(), "adp-stranger-"));
  chmodSync(folder, 0o777);
  const kept = join(folder, "kept");
  const [file = "", ...args] = asAnotherUser("stranger.py", String(port), kept, speaks);
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"], cwd: "/" });
  const version = () => statSync(chosen, { throwIfNoEntry: false })?.ino;
  const before = version();
  const watcher = watch(dirname(chosen), () => {
    if (version() === before) return;
    watcher.close();
    child.stdin.end("chosen\n");
  });
  let said = "";
  child.stdout.on("data", (text) => {
    said += String(text);
  });
  const close = async () => {
    watcher.close();
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await until(() => said.includes("bound"), { timeoutMs: PATIENCE_MS }))) {
    await close();
    throw new Error(`the stranger could not bind port ${port}`);
  }
  return {
    /** Whether it got the port. */
    listens: () => said.includes("listens"),
    received: () => (existsSync(kept) ? readFileSync(kept, "utf8") : ""),
    close,
  };
}
