import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { RunOptions } from "./suite.ts";

/** Where a suite prints: at once on the terminal, or all of it when the suite has ended. */
export interface SuiteOutput {
  print(text: string): void;
  passes(argv: readonly string[], options: RunOptions): Promise<boolean>;
  close(): void;
}

export function liveOutput(stop?: AbortSignal): SuiteOutput {
  const print = (text: string) => void process.stdout.write(text);
  return {
    print,
    passes: (argv, options) => exitsWithZero(argv, options, { stop, print, to: "inherit" }),
    close: () => undefined,
  };
}

/** Keeps what a suite prints in a file until `close`, so that suites side by side don't mix their lines. */
export function bufferedOutput(folder: string, name: string, stop: AbortSignal): SuiteOutput {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replaceAll(/\W+/g, "-")}.log`);
  const handle = openSync(file, "w+");
  const print = (text: string) => void writeSync(handle, text);
  return {
    print,
    passes: (argv, options) => exitsWithZero(argv, options, { stop, print, to: handle }),
    close: () => {
      closeSync(handle);
      process.stdout.write(readFileSync(file));
      rmSync(file);
    },
  };
}

function exitsWithZero(
  argv: readonly string[],
  { cwd, env }: RunOptions,
  output: {
    readonly to: "inherit" | number;
    readonly stop: AbortSignal | undefined;
    readonly print: (text: string) => void;
  },
): Promise<boolean> {
  const [file = "", ...args] = argv;
  const { to, stop, print } = output;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", to, to],
      signal: stop,
    });
    child.once("error", (error) => {
      // One that was stopped still runs, and may print, until it exits.
      if (child.pid !== undefined) return;
      print(`${file} did not start: ${error.message}\n`);
      resolve(false);
    });
    child.once("exit", (code, signal) => {
      if (signal !== null) print(`${file} was ended by ${signal}\n`);
      resolve(code === 0);
    });
  });
}
