import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { type Finished, ProcessFailure, type RunOptions } from "./process.ts";

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
  const { stdout, done } = askStream(argv, options);
  const parts: Buffer[] = [];
  stdout.on("data", (part: Buffer) => parts.push(part));
  const result = await done;
  const text = Buffer.concat(parts).toString("utf8");
  return result instanceof ProcessFailure
    ? new ProcessFailure(argv, result.kind, result.code, text, result.stderr, result.detail)
    : { ...result, stdout: text };
}

/** The same, with its output as it comes. `done` is there when the output has been read. */
export function askStream(
  argv: readonly string[],
  { cwd, env, input }: AskOptions = {},
): { stdout: Readable; done: Promise<Finished | ProcessFailure>; kill(): void } {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A program that ends before it has read everything says so by its exit code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return { stdout: child.stdout, done: ended(argv, child), kill: () => void child.kill() };
}

function ended(argv: readonly string[], child: ChildProcess): Promise<Finished | ProcessFailure> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((done) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      const detail = `could not be started (${error.code ?? "unknown"})`;
      done(new ProcessFailure(argv, "spawn-failed", undefined, "", stderr, detail));
    });
    child.on("close", (code, signal) => {
      if (code === 0) done({ argv, code, stdout: "", stderr });
      else if (code === null)
        done(new ProcessFailure(argv, "killed", undefined, "", stderr, `was ended by ${signal}`));
      else done(new ProcessFailure(argv, "exited", code, "", stderr, `exited with ${code}`));
    });
  });
}
