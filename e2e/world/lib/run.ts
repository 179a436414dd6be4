import { execFile, spawn } from "node:child_process";
import { fstatSync, openSync, readFileSync } from "node:fs";
import { PATIENCE_MS } from "./patience.ts";

export type Argv = readonly [string, ...string[]];

export interface RunOptions {
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The administrator's programs are in sbin, which a person's PATH often lacks. */
function environment(extra: RunOptions["env"]): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C.UTF-8", PATH: `${process.env.PATH}:/usr/sbin:/sbin`, ...extra };
}

/** Runs a program to its end, whatever it exits with. */
export function attempt(argv: Argv, options: RunOptions = {}): Promise<Finished> {
  const [file, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      args,
      {
        env: environment(options.env),
        cwd: options.cwd,
        timeout: options.timeoutMs ?? PATIENCE_MS,
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === "number") resolve({ code: error.code, stdout, stderr });
        else reject(new Error(`${argv.join(" ")}: ${error.signal ?? error.code}\n${stderr}`));
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

/** Runs a program that has to succeed; gives what it printed. */
export async function run(argv: Argv, options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(argv, options);
  if (code !== 0) throw new Error(`${argv.join(" ")} exited with ${code}\n${stderr || stdout}`);
  return stdout;
}

export interface Service {
  readonly pid: number;
  /** Its output since the start. */
  output(): string;
  /** Whether it has ended. */
  ended(): boolean;
  /** Ends it by a signal, after half a minute by SIGKILL; returns when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program in the background, its output in a file. */
export function start(argv: Argv, logFile: string, options: RunOptions = {}): Service {
  const [file, ...args] = argv;
  const log = openSync(logFile, "a");
  const before = fstatSync(log).size;
  const child = spawn(file, args, {
    env: environment(options.env),
    cwd: options.cwd,
    stdio: ["ignore", log, log],
  });
  let over = false;
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once("exit", end).once("error", end);
  });
  return {
    pid: child.pid ?? -1,
    output: () => readFileSync(logFile).subarray(before).toString(),
    ended: () => over,
    async stop(signal = "SIGTERM") {
      if (over) return;
      child.kill(signal);
      const hard = setTimeout(() => child.kill("SIGKILL"), 30_000);
      await gone;
      clearTimeout(hard);
    },
  };
}
