import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, until } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { privateFolder, readIfPresent, writeAtomic } from "./files.ts";
import { tryJson } from "./json.ts";
import { bootOf, descendantsOf, markedWith, sessionOf, startTimeOf } from "./processes.ts";

/** A process that outlives the command that started it. */
export interface Daemon {
  readonly name: string;
  readonly pid: number;
  /** Start time as the system reports it: after a restart, the pid alone may belong to another process. */
  readonly started: string;
  readonly log: string;
  /** The signal that ends it in good order. */
  readonly stopSignal: "SIGTERM" | "SIGINT";
  /** The run folder; a record of an earlier adp has none. */
  readonly folder?: string | undefined;
}

const record = z.object({
  name: z.string(),
  pid: z.number(),
  started: z.string(),
  log: z.string(),
  stopSignal: z.enum(["SIGTERM", "SIGINT"]),
  folder: z.optional(z.string()),
});

interface DaemonOptions {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stopSignal?: Daemon["stopSignal"];
}

/** The environment variable by which even a process that lost its parent is known as ours. */
export const MARK = "ADP_RUN_FOLDER";

/**
 * The daemons of one run folder: `processes/` holds a file for each, `logs/` what they print.
 * Knows its processes by pid and start time, by descent, and by a mark in their environment,
 * so that a stop after a crash ends all of them, and no other process.
 */
export class Daemons {
  readonly #records: string;
  readonly logs: string;

  constructor(private readonly runFolder: string) {
    this.#records = join(runFolder, "processes");
    this.logs = join(runFolder, "logs");
  }

  start(options: DaemonOptions): Daemon {
    privateFolder(this.#records);
    privateFolder(this.logs);
    const log = join(this.logs, `${options.name}.log`);
    const sink = openSync(log, "a", 0o600);
    try {
      const [file = "", ...args] = options.argv;
      const child = spawn(file, args, {
        cwd: options.cwd,
        env: { ...options.env, [MARK]: this.runFolder },
        stdio: ["ignore", sink, sink],
        detached: true,
      });
      // Without a pid the start failed; the caller sees it as a daemon that is not alive, with its log.
      child.on("error", () => undefined);
      child.unref();
      const pid = child.pid ?? 0;
      const daemon: Daemon = {
        name: options.name,
        pid,
        started: startTimeOf(pid) ?? "",
        log,
        stopSignal: options.stopSignal ?? "SIGTERM",
        folder: this.runFolder,
      };
      writeAtomic(join(this.#records, `${options.name}.json`), JSON.stringify(daemon));
      return daemon;
    } finally {
      closeSync(sink);
    }
  }

  recorded(): Daemon[] {
    let names: string[];
    try {
      names = readdirSync(this.#records).filter((name) => name.endsWith(".json"));
    } catch {
      // No folder: nothing was started here yet.
      return [];
    }
    return names.flatMap((name) => {
      const text = readIfPresent(join(this.#records, name));
      // A record that cannot be read is one of a crash; its process is found by the mark.
      const daemon = text === undefined ? undefined : tryJson(text, record);
      return daemon === undefined || this.#isCopied(daemon) ? [] : [daemon];
    });
  }

  /** Whether the record came here with a copy of another run folder: its process is the other's. */
  #isCopied({ folder }: Daemon): boolean {
    return (
      folder !== undefined && existsSync(folder) && realpathSync(folder) !== realpathSync(this.runFolder)
    );
  }

  alive(name: string): Daemon | undefined {
    return this.recorded().find((daemon) => daemon.name === name && isAlive(daemon));
  }

  /** The last lines that a daemon printed. */
  tail(name: string, lines = 20): string[] {
    const text = readIfPresent(join(this.logs, `${name}.log`)) ?? "";
    return text.trimEnd().split("\n").slice(-lines);
  }

  /**
   * The processes of this run folder with their start times: the daemons, their descendants, what is left of the
   * sessions that they began, and whatever carries the mark. Programs that change their title lose the mark.
   */
  family(names?: readonly string[]): ReadonlyMap<number, string> {
    const family = new Map<number, string>();
    for (const daemon of this.#named(names)) {
      if (isAlive(daemon)) {
        family.set(daemon.pid, daemon.started);
        for (const pid of descendantsOf(daemon.pid)) remember(family, pid);
      }
      if (daemon.started.endsWith(bootOf())) for (const pid of sessionOf(daemon.pid)) remember(family, pid);
    }
    if (names === undefined) for (const pid of markedWith(MARK, this.runFolder)) remember(family, pid);
    return family;
  }

  #named(names: readonly string[] | undefined): Daemon[] {
    return this.recorded().filter((daemon) => names === undefined || names.includes(daemon.name));
  }

  /** Ends every process of this run folder, and only those. Returns how many had to be ended. */
  async stop(names?: readonly string[], graceMs = 15_000): Promise<number> {
    const recorded = this.#named(names);
    const living = recorded.filter(isAlive);
    const family = this.family(names);
    for (const daemon of living) signal(daemon.pid, daemon.stopSignal);
    const heads = new Set(living.map((daemon) => daemon.pid));
    // Children are signalled when the parent has ended; orphans have no parent that would stop them.
    const gone = (pids: Iterable<number>, timeoutMs: number) =>
      until(() => ![...pids].some((pid) => same(pid, family)), { timeoutMs, everyMs: 50 });
    await gone(heads, graceMs);
    const left = [...family.keys()].filter((pid) => same(pid, family));
    for (const pid of left) signal(pid, "SIGTERM");
    await gone(left, Math.min(graceMs, 5_000));
    for (const pid of left) if (same(pid, family)) signal(pid, "SIGKILL");
    await gone(left, 5_000);
    for (const daemon of recorded) rmSync(join(this.#records, `${daemon.name}.json`), { force: true });
    return family.size;
  }
}

export function isAlive(daemon: Daemon): boolean {
  return daemon.pid > 0 && daemon.started !== "" && startTimeOf(daemon.pid) === daemon.started;
}

function remember(family: Map<number, string>, pid: number): void {
  const started = startTimeOf(pid);
  if (started !== undefined && pid !== process.pid) family.set(pid, started);
}

function same(pid: number, family: ReadonlyMap<number, string>): boolean {
  return startTimeOf(pid) === family.get(pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone by itself in the meantime.
    if (errnoOf(error) !== "ESRCH") throw error;
  }
}
