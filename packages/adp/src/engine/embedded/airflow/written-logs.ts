import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A log that an attempt of a task has written. */
export interface WrittenLog {
  readonly dag: string;
  readonly runId: string;
  readonly task: string;
  /** The place of a mapped task's instance; undefined for any other. */
  readonly index: number | undefined;
  readonly attempt: number;
  readonly path: string;
  /** When it was written last, in milliseconds. */
  readonly at: number;
}

/** Every log below AIRFLOW_HOME/logs (Airflow's default log_filename_template), the newest first. */
export function writtenLogs(logs: string): WrittenLog[] {
  if (!existsSync(logs)) return [];
  return readdirSync(logs, { recursive: true, encoding: "utf8" })
    .flatMap((name) => {
      const found =
        /^dag_id=([^/]+)\/run_id=([^/]+)\/task_id=([^/]+)\/(?:map_index=(\d+)\/)?attempt=(\d+)\.log$/.exec(
          name,
        );
      if (found === null) return [];
      const [, dag = "", runId = "", task = "", index, attempt] = found;
      const path = join(logs, name);
      return [
        {
          ...{ dag, runId, task, path },
          index: index === undefined ? undefined : Number(index),
          attempt: Number(attempt),
          at: statSync(path).mtimeMs,
        },
      ];
    })
    .sort((a, b) => b.at - a.at);
}

/**
 * The logs that a name asks for, in the order in which they were written: TASK or DAG.TASK with every instance of a mapped
 * one, TASK[3] for one of them, DAG for all its tasks. All are of one run, the newest that has any, and of the last
 * attempt.
 */
export function logsOf(written: readonly WrittenLog[], wanted: string): WrittenLog[] {
  const index = /\[(\d+)\]$/.exec(wanted)?.[1];
  const name = wanted.replace(/\[\d+\]$/, "");
  const isMeant = (log: WrittenLog) =>
    (log.task === name || `${log.dag}.${log.task}` === name) &&
    (index === undefined || log.index === Number(index));
  const meant = written.filter(isMeant);
  const chosen = meant.length > 0 ? meant : written.filter((log) => log.dag === wanted);
  const [newest] = chosen;
  if (newest === undefined) return [];
  const ofRun = chosen.filter((log) => log.dag === newest.dag && log.runId === newest.runId);
  return ofRun
    .filter((log) => !ofRun.some((other) => instance(other) === instance(log) && other.attempt > log.attempt))
    .toReversed();
}

/** The newest run of the DAG, if it is not the one of this log. */
export function newerRun(written: readonly WrittenLog[], log: WrittenLog): string | undefined {
  const newest = written.find((other) => other.dag === log.dag)?.runId;
  return newest === log.runId ? undefined : newest;
}

/** The task, with its index where it is mapped: load[3]. */
export function instance({ task, index }: Pick<WrittenLog, "task" | "index">): string {
  return index === undefined ? task : `${task}[${index}]`;
}
