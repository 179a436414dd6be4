import { type ChildProcess, spawn } from "node:child_process";

export interface Finished {
  readonly code: number;
  /** Why it could not even be started, such as EACCES or ENOMEM. */
  readonly unstarted?: string;
  /** The signal that ended it: a crash, or the kernel because memory ran out. */
  readonly endedBy?: string;
  /** What it said on both of its outputs. */
  readonly said: string;
}

/** Runs kinit. A test passes its own. */
export type RunProgram = (argv: readonly [string, ...string[]], options: ProgramOptions) => Promise<Finished>;

export interface ProgramOptions {
  /** KRB5CCNAME: what the program works on. */
  readonly cache: string;
  readonly signal: AbortSignal;
}

/** libkrb5 tries each KDC of a realm in turn, some seconds each. */
const timeoutMs = 30_000;
const mostSaid = 8192;

/** What a shell gives for a program that is not there, and for one that it cannot start. */
export const notFound = 127;
const cannotStart = 126;

export const runProgram: RunProgram = ([file, ...args], { cache, signal }) =>
  new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      const { name, code = "?", syscall = "" } = error;
      if (name === "AbortError") resolve({ code: 130, said: `${file}: stopped` });
      else if (code === "ENOENT") resolve({ code: notFound, said: `${file}: not found` });
      else if (syscall.startsWith("spawn"))
        resolve({ code: cannotStart, unstarted: code, said: `${file} cannot be started (${code})` });
      else reject(error);
    };
    let child: ChildProcess;
    try {
      child = spawn(file, args, {
        env: environment(cache),
        stdio: ["ignore", "pipe", "pipe"],
        signal,
        timeout: timeoutMs,
      });
    } catch (error) {
      // Node throws some of them at once (ENOMEM), and reports others a moment later (EACCES, EAGAIN, EMFILE).
      failed(error as NodeJS.ErrnoException);
      return;
    }
    child.once("error", failed);
    let said = "";
    const hear = (chunk: string) => {
      said = (said + chunk).slice(0, mostSaid);
    };
    // Without free file descriptors, neither exists.
    child.stdout?.setEncoding("utf8").on("data", hear);
    child.stderr?.setEncoding("utf8").on("data", hear);
    child.once("close", (code, endedBy) => {
      // `killed`: from here, when its time was over.
      if (endedBy === null || child.killed)
        resolve({
          code: code ?? 124,
          said: endedBy === null ? said : `${said}${file}: no answer within ${timeoutMs / 1000} s`,
        });
      else resolve({ code: 128, endedBy, said: `${said}${file}: ended by ${endedBy}` });
    });
  });

/** With English messages, which its errors are recognised by. */
function environment(cache: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("TICKET_") && name !== "LANGUAGE",
  );
  return { ...Object.fromEntries(inherited), LC_ALL: "C", KRB5CCNAME: cache };
}
