import { spawn } from "node:child_process";

export interface Finished {
  readonly code: number;
  /** What it said on both of its outputs. */
  readonly said: string;
}

/** Runs kinit or kvno. A test hands in its own. */
export type RunProgram = (argv: readonly [string, ...string[]], options: ProgramOptions) => Promise<Finished>;

export interface ProgramOptions {
  /** KRB5CCNAME: what the program works on. */
  readonly cache: string;
  readonly signal: AbortSignal;
}

/** libkrb5 tries each KDC of a realm in turn, some seconds each. */
const timeoutMs = 30_000;
const mostSaid = 8192;

/** What a shell gives for a program that is not there. */
export const notFound = 127;

export const runProgram: RunProgram = ([file, ...args], { cache, signal }) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: environment(cache),
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      timeout: timeoutMs,
    });
    let said = "";
    const hear = (chunk: string) => {
      said = (said + chunk).slice(0, mostSaid);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ code: notFound, said: `${file}: not found` });
      else if (error.name === "AbortError") resolve({ code: 130, said: `${file}: stopped` });
      else reject(error);
    });
    child.once("close", (code, ended) =>
      resolve({
        code: code ?? 124,
        said: ended === null ? said : `${said}${file}: no answer within ${timeoutMs / 1000} s`,
      }),
    );
  });

/** In plain English, so that its errors can be told apart. */
function environment(cache: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("TICKET_") && name !== "LANGUAGE",
  );
  return { ...Object.fromEntries(inherited), LC_ALL: "C", KRB5CCNAME: cache };
}
