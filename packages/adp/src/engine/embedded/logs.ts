import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { nearest } from "../../kernel/nearest.ts";
import { errors } from "../errors.ts";
import { instance, logsOf, newerRun, readable, type WrittenLog, writtenLogs } from "./airflow/index.ts";

/** A log to show, of a service or a task. */
export interface LogFile {
  readonly name: string;
  readonly path: string;
  /** Which run and attempt of a task wrote it. */
  readonly task?: WrittenLog;
  /** A newer run of the DAG, in which the task has no log. */
  readonly newerRun?: string;
}

/** The log of a service, or the newest of a task or a DAG; all of the services without a name. */
export function findLogs(runFolder: string, homeLogs: string, wanted: string | undefined): LogFile[] {
  const services = serviceLogs(runFolder);
  if (wanted === undefined) return services;
  const service = services.find((log) => log.name === wanted);
  if (service !== undefined) return [service];
  const written = writtenLogs(homeLogs);
  const found = logsOf(written, wanted);
  if (found.length === 0) throw noLog(wanted, services, written);
  return found.map((task) => {
    const newer = newerRun(written, task);
    return {
      name: instance(task),
      path: task.path,
      task,
      ...(newer === undefined ? {} : { newerRun: newer }),
    };
  });
}

function noLog(wanted: string, services: readonly LogFile[], written: readonly WrittenLog[]): AdpError {
  const names = services.map((log) => log.name);
  const tasks = [...new Set(written.map((log) => `${log.dag}.${log.task}`))];
  const meant = nearest(wanted, [...names, ...tasks, ...written.flatMap((log) => [log.task, log.dag])]);
  const known = [
    `Services: ${names.join(", ")}.`,
    ...(tasks.length === 0
      ? []
      : [`Tasks: ${tasks.slice(0, MOST_TASKS).join(", ")}${tasks.length > MOST_TASKS ? ", ..." : ""}.`]),
    "A task that was skipped, or did not start because an earlier one failed, has no log.",
  ];
  return new AdpError(errors.noLog, {
    what: `There is no service, task or DAG "${wanted}" with a log.`,
    why: names.length === 0 ? "Nothing was started here yet." : known.join(" "),
    next:
      meant === undefined
        ? [run(adp`dev status`, "shows the services and the DAGs")]
        : [run(adp`dev logs ${meant}`)],
  });
}

const MOST_TASKS = 10;

function serviceLogs(runFolder: string): LogFile[] {
  const folder = join(runFolder, "logs");
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // Nothing was started here yet.
    return [];
  }
  return names
    .filter((name) => name.endsWith(".log"))
    .sort()
    .map((name) => ({ name: basename(name, ".log"), path: join(folder, name) }));
}

/** Calls back with each whole line that is appended to the files, as a person reads it, until the signal. */
export async function follow(
  files: readonly LogFile[],
  onLine: (file: LogFile, line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const tails = files.map((file) => ({ file, at: statSync(file.path).size, rest: "" }));
  while (!signal.aborted) {
    for (const tail of tails) {
      const { text, end } = readFrom(tail.file.path, tail.at);
      tail.at = end;
      const lines = `${tail.rest}${text}`.split("\n");
      tail.rest = lines.pop() ?? "";
      for (const line of lines.flatMap((one) => readable(one, { times: true }))) onLine(tail.file, line);
    }
    await sleep(200, undefined, { signal }).catch(() => undefined);
  }
}

function readFrom(path: string, at: number): { text: string; end: number } {
  const { size } = statSync(path);
  // Shorter than before: the file was replaced.
  const from = size < at ? 0 : at;
  const buffer = Buffer.alloc(Math.min(size - from, 1 << 20));
  const file = openSync(path, "r");
  try {
    const read = readSync(file, buffer, 0, buffer.length, from);
    return { text: buffer.toString("utf8", 0, read), end: from + read };
  } finally {
    closeSync(file);
  }
}
