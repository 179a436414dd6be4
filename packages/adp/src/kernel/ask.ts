import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { type Finished, failureOf, type ProcessFailure, type RunOptions } from "./process.ts";

interface AskOptions extends Pick<RunOptions, "cwd" | "env"> {
  readonly input?: string;
}

/**
 * Runs a program that answers soon and reads no terminal: as `attempt`, without the library that attempt uses, which takes
 * longer to load than git takes to answer. For a hook, which everybody waits for.
 */
export async function ask(
  argv: readonly string[],
  options: AskOptions = {},
): Promise<Finished | ProcessFailure> {
  const child = start(argv, options);
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  return ended(argv, child, () => Buffer.concat(parts).toString("utf8"));
}

/** The same, with its output as it comes. `done` is there when the output has been read. */
export function askStream(
  argv: readonly string[],
  options: AskOptions = {},
): { stdout: Readable; done: Promise<Finished | ProcessFailure>; kill(): void } {
  const child = start(argv, options);
  return { stdout: child.stdout, done: ended(argv, child, () => ""), kill: () => void child.kill() };
}

function start(argv: readonly string[], { cwd, env, input }: AskOptions): ChildProcessWithoutNullStreams {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env } });
  // A program that ends before it has read everything says so by its exit code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return child;
}

function ended(
  argv: readonly string[],
  child: ChildProcessWithoutNullStreams,
  output: () => string,
): Promise<Finished | ProcessFailure> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((done) => {
    const fail = (end: { exitCode?: number; signal?: string; code?: string | undefined }) =>
      done(failureOf(argv, { timedOut: false, ...end }, output(), stderr, {}));
    child.on("error", ({ code }: NodeJS.ErrnoException) => fail({ code }));
    child.on("close", (code, signal) => {
      if (code === 0) done({ argv, code, stdout: output(), stderr });
      else fail(code === null ? { signal: String(signal) } : { exitCode: code });
    });
  });
}
