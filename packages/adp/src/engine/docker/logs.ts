import { appendFileSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Docker } from "../../docker/index.ts";
import { makeFolder, writeAtomic } from "../../kernel/files.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { findLogs, follow, type LogFile } from "../embedded/logs.ts";
import { isRunning, type Service } from "./containers.ts";
import { home } from "./inside.ts";

/** Lines of a service. */
const MOST = "100000";

interface DockerLogsOptions {
  readonly docker: Docker;
  readonly runFolder: string;
  readonly services: () => Promise<readonly Service[]>;
}

/** What the containers printed and the tasks logged, as copies: in a folder of this process below .adp/run/docker. */
export class DockerLogs {
  readonly #copies: string;
  readonly #folder: string;
  /** Where the tasks' logs are copied to. */
  readonly tasks: string;
  /** When the engine took the last line of a service's copy. */
  readonly #until = new Map<string, string>();

  constructor(private readonly options: DockerLogsOptions) {
    this.#copies = join(options.runFolder, "docker");
    this.#folder = join(this.#copies, String(process.pid));
    this.tasks = join(this.#folder, "tasks");
  }

  async find(wanted: string | undefined): Promise<LogFile[]> {
    this.#forget();
    const services = await this.options.services();
    const named = services.filter(({ name }) => name === wanted);
    for (const service of named.length > 0 ? named : services) await this.#copy(service);
    const scheduler = services.find(({ name }) => name === "scheduler");
    if (wanted !== undefined && named.length === 0 && scheduler !== undefined) {
      makeFolder(dirname(this.tasks));
      await this.options.docker.call(["cp", `${scheduler.container.id}:${home}/logs`, this.tasks]);
    }
    return findLogs(this.#folder, this.tasks, wanted);
  }

  /** Removes what earlier commands copied. One that still runs follows its copies. */
  #forget(): void {
    if (!existsSync(this.#copies)) return;
    for (const name of readdirSync(this.#copies))
      if (Number(name) === process.pid || !lives(Number(name)))
        rmSync(join(this.#copies, name), { recursive: true, force: true });
  }

  async #copy({ name, container }: Service): Promise<void> {
    const found = await this.options.docker.try(["logs", "--timestamps", "--tail", MOST, container.id]);
    // Standard output and error are told apart on the way here; the times bring them together again.
    const lines = `${found.stdout}${found.stderr}`.split("\n").flatMap(timed);
    lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
    this.#until.set(name, lines.at(-1)?.time ?? "");
    writeAtomic(this.#path(name), lines.map(({ text }) => `${text}\n`).join(""));
  }

  #path(service: string): string {
    return join(this.#folder, "logs", `${service}.log`);
  }

  /** Follows the copies, and adds to them what the containers add. */
  async follow(
    logs: readonly LogFile[],
    onLine: (log: LogFile, line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await Promise.all([
      follow(logs, onLine, signal),
      ...logs.map((log) => (log.task === undefined ? this.#refresh(log, signal) : this.#poll(log, signal))),
    ]);
  }

  /** Goes on with the next container of the service when one ends: a restart makes new ones. */
  async #refresh({ name, path }: LogFile, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const service = (await this.options.services()).find((one) => one.name === name && isRunning(one));
      const since = this.#until.get(name) ?? "";
      const words = ["logs", "--follow", "--timestamps", ...(since === "" ? [] : ["--since", since])];
      const onLine = (line: string) => {
        for (const { time, text } of timed(line)) {
          if (time <= since) continue;
          if (time > (this.#until.get(name) ?? "")) this.#until.set(name, time);
          appendFileSync(path, `${text}\n`);
        }
      };
      if (service !== undefined)
        await this.options.docker.try([...words, service.container.id], { onLine, signal });
      await pause(signal);
    }
  }

  /** A task's log is a file in a volume, which the scheduler's container has. */
  async #poll({ path }: LogFile, signal: AbortSignal): Promise<void> {
    const file = `${home}/logs${path.slice(this.tasks.length)}`;
    while (!signal.aborted) {
      const scheduler = (await this.options.services()).find((one) => one.name === "scheduler");
      if (scheduler !== undefined && isRunning(scheduler)) {
        const from = `--bytes=+${statSync(path).size + 1}`;
        const added = await this.options.docker.try(["exec", scheduler.container.id, "tail", from, file]);
        // Whole lines: the next look begins where this one ended.
        if (!(added instanceof ProcessFailure))
          appendFileSync(path, added.stdout.slice(0, added.stdout.lastIndexOf("\n") + 1));
      }
      await pause(signal);
    }
  }
}

/** A line of `docker logs --timestamps`; nothing of an empty one. */
function timed(line: string): { time: string; text: string }[] {
  const [, time, text = ""] = /^(\d{4}-\S+Z) ?([\s\S]*)$/.exec(line) ?? [];
  return time === undefined ? [] : [{ time, text }];
}

function pause(signal: AbortSignal): Promise<void> {
  return sleep(1000, undefined, { signal }).catch(() => undefined);
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process lives, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
