import type { Readable } from "node:stream";

/** How a process ended, when it did not end well. */
type FailureKind = "spawn-failed" | "exited" | "killed" | "timed-out";

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Start from an empty environment instead of this process's own. */
  readonly bareEnvironment?: boolean;
  /** A text, bytes, or an open file's descriptor. */
  readonly input?: string | Uint8Array | number;
  readonly timeoutMs?: number;
  /** Ends the process; what `run` then throws is the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with every line as it comes (stdout and stderr), for progress. */
  readonly onLine?: (line: string) => void;
  /** The process writes straight to this terminal, and reads from it unless `input` is an open file. */
  readonly inherit?: boolean;
  /** A session of its own, without this terminal: a prompt then reads stdin. */
  readonly detached?: boolean;
}

export interface Finished {
  readonly argv: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class ProcessFailure extends Error {
  constructor(
    readonly argv: readonly string[],
    readonly kind: FailureKind,
    readonly code: number | undefined,
    readonly stdout: string,
    readonly stderr: string,
    detail: string,
  ) {
    super(`${argv[0]}: ${detail}`);
    this.name = "ProcessFailure";
  }

  /** The last lines of what it printed, stderr first. */
  tail(lines = 15): string[] {
    const text = this.stderr.trim() === "" ? this.stdout : this.stderr;
    return text.trim().split("\n").slice(-lines);
  }
}

/** Runs a program to its end, by its argument list and never through a shell. Throws ProcessFailure unless it exits 0. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const finished = await attempt(argv, options);
  if (finished instanceof ProcessFailure) throw finished;
  return finished;
}

/** Like `run`, but returns the failure, for callers that handle failures themselves. */
export async function attempt(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Finished | ProcessFailure> {
  const { execa } = await import("execa");
  const [file = "", ...args] = argv;
  const subprocess = execa(file, args, {
    reject: false,
    all: true,
    extendEnv: !options.bareEnvironment,
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
    forceKillAfterDelay: 5000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env as Record<string, string> }),
    ...(options.detached === undefined ? {} : { detached: options.detached }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    ...(options.inherit
      ? {
          stdin: (typeof options.input === "number" ? options.input : "inherit") as "inherit",
          stdout: "inherit" as const,
          stderr: "inherit" as const,
        }
      : typeof options.input === "string" || options.input instanceof Uint8Array
        ? { input: options.input }
        : { stdin: (options.input ?? "ignore") as "ignore" }),
  });
  const { onLine } = options;
  const lines = onLine === undefined || options.inherit ? Promise.resolve() : feed(subprocess, onLine);
  const result = await subprocess;
  await lines;
  options.signal?.throwIfAborted();
  const stdout = typeof result.stdout === "string" ? result.stdout : "";
  const stderr = typeof result.stderr === "string" ? result.stderr : "";
  if (!result.failed && result.exitCode === 0) return { argv, code: 0, stdout, stderr };
  return failureOf(argv, result, stdout, stderr, options);
}

/** A program whose output is too large to keep: read `stdout` as it comes, then look at `done`. */
export async function openStream(
  argv: readonly string[],
  options: Pick<RunOptions, "cwd" | "env" | "signal"> & { readonly input?: string } = {},
): Promise<{ stdout: Readable; done: Promise<Finished | ProcessFailure>; kill(): void }> {
  const { execa } = await import("execa");
  const [file = "", ...args] = argv;
  const subprocess = execa(file, args, {
    reject: false,
    buffer: { stdout: false, stderr: true },
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env as Record<string, string> }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  const done = subprocess.then((result) => {
    const stderr = typeof result.stderr === "string" ? result.stderr : "";
    if (!result.failed && result.exitCode === 0) return { argv, code: 0, stdout: "", stderr };
    return failureOf(argv, result, "", stderr, {});
  });
  return { stdout: subprocess.stdout, done, kill: () => void subprocess.kill() };
}

/** How a program ended, as far as its starter was told. */
interface Ended {
  readonly timedOut: boolean;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

/** What an end that is no success means. */
export function failureOf(
  argv: readonly string[],
  result: Ended,
  stdout: string,
  stderr: string,
  options: Pick<RunOptions, "timeoutMs">,
): ProcessFailure {
  const kind: FailureKind = result.timedOut
    ? "timed-out"
    : result.exitCode !== undefined
      ? "exited"
      : result.signal !== undefined
        ? "killed"
        : "spawn-failed";
  const detail = {
    "spawn-failed": `could not be started (${result.code ?? "unknown"})`,
    exited: `exited with ${result.exitCode}`,
    killed: `was ended by ${result.signal}`,
    "timed-out": `did not end within ${options.timeoutMs} ms`,
  }[kind];
  return new ProcessFailure(argv, kind, result.exitCode, stdout, stderr, detail);
}

async function feed(
  process: { iterable(o: { from: "all" }): AsyncIterable<unknown> },
  onLine: (line: string) => void,
) {
  try {
    for await (const line of process.iterable({ from: "all" })) onLine(String(line));
  } catch {
    // The process failed: its result says so.
  }
}
