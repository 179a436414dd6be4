import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@airflow-data-platform/cli-kit";
import { buildProgram } from "../scripts/build.ts";

export interface SharerOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** Wraps the argument list, as in a namespace or under faketime. */
  readonly within?: (argv: readonly string[]) => readonly string[];
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly message: string;
  readonly code?: string;
  readonly [field: string]: unknown;
}

/** The real program, built from the source. */
export class SharerProgram {
  readonly #folder: string;
  readonly path: string;
  readonly #running = new Set<SharerProcess>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, "ticket-sharer.mjs");
  }

  static async build(): Promise<SharerProgram> {
    const program = new SharerProgram(mkdtempSync(join(tmpdir(), "adp-sharer-program-")));
    writeFileSync(program.path, await buildProgram());
    return program;
  }

  start({ env = {}, args = [], within = (argv) => argv }: SharerOptions = {}): SharerProcess {
    const [file = "", ...rest] = within([process.execPath, this.path, ...args]);
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("TICKET_"));
    const child = spawn(file, rest, {
      // A sharer that is killed leaves its private copies here, which goes with the program.
      env: { ...Object.fromEntries(inherited), TMPDIR: this.#folder, TICKET_LOG: "json", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = new SharerProcess(child);
    this.#running.add(started);
    void started.ended.then(() => this.#running.delete(started));
    return started;
  }

  /** Ends what still runs. */
  async stopAll(): Promise<void> {
    for (const running of [...this.#running]) await running.stop("SIGKILL");
  }

  async remove(): Promise<void> {
    await this.stopAll();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What libfaketime leaves in memory of a process that was killed. */
function removeClock(pid: number): void {
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
    rmSync(join("/dev/shm", name), { force: true });
}

export class SharerProcess {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #output = "";
  #errors = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? -1;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors += text;
    });
    this.ended = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        removeClock(this.pid);
        resolve({ code, signal });
      });
      child.once("error", () => resolve({ code: -1, signal: null }));
    });
  }

  /** Everything that it said. */
  get output(): string {
    return this.#output + this.#errors;
  }

  /** The log so far; a line that is no JSON fails. */
  get log(): LogLine[] {
    return this.#output
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** The last line of an event. */
  said(event: string): LogLine | undefined {
    return this.log.findLast((line) => line.event === event);
  }

  /** Waits until something is so, at most so long; fails with what the program said. */
  async until(what: string, ready: () => boolean, timeoutMs = 100_000): Promise<void> {
    if ((await until(ready, { timeoutMs, everyMs: 2 })) === undefined)
      throw new Error(`not in time: ${what}\n${this.output}`);
  }

  /** Sends a signal and waits for the end. Gives the exit code. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.#child.kill(signal);
    return (await this.ended).code;
  }
}
