import { readFileSync, statSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { AdpError } from "../../../kernel/errors.ts";
import type { AirflowApi, ImportFailure, TaskState } from "./api.ts";
import { DAG_BROKEN, DAG_FAILED, DAG_SLOW, DAG_UNKNOWN } from "./errors.ts";
import { taskLogPath, taskLogTail } from "./task-log.ts";

interface RunDag {
  readonly api: AirflowApi;
  readonly logs: string;
  /** The folder in which Airflow finds the DAG files. */
  readonly dags: string;
  readonly dag: string;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** How long Airflow may take to read a file; 30 s unless told. */
  readonly patienceMs?: number;
  readonly again: string;
  /** Called whenever a task changes its state. */
  readonly onTask: (task: TaskState) => void;
}

export interface DagResult {
  readonly dag: string;
  readonly runId: string;
  readonly seconds: number;
  readonly tasks: readonly { task: string; state: string; seconds: number; attempts: number }[];
}

/** Triggers a DAG and follows it to its end. Throws the failing task's log tail, never a bare "failed". */
export async function runDag(options: RunDag): Promise<DagResult> {
  const started = performance.now();
  const deadline = Date.now() + options.timeoutMs;
  await waitForDag(options, deadline);
  const runId = `adp__${new Date().toISOString()}`;
  await options.api.trigger(options.dag, runId, options.conf);
  const seen = new Map<string, string>();
  for (;;) {
    const state = await options.api.runState(options.dag, runId);
    const tasks = await options.api.tasks(options.dag, runId);
    for (const task of tasks) {
      const key = `${task.task}/${task.mapIndex}`;
      const now = `${task.state} ${task.attempt}`;
      if (task.state !== null && seen.get(key) !== now) {
        seen.set(key, now);
        options.onTask(task);
      }
    }
    if (state === "failed") throw failed(options, runId, tasks);
    if (state === "success") {
      return {
        dag: options.dag,
        runId,
        seconds: (performance.now() - started) / 1000,
        tasks: tasks.map((task) => ({
          task: task.task,
          state: task.state ?? "none",
          seconds: duration(task),
          attempts: task.attempt,
        })),
      };
    }
    if (Date.now() > deadline) {
      await options.api.giveUp(options.dag, runId);
      throw new AdpError(DAG_SLOW, {
        what: `${options.dag} is still ${state} after ${Math.round(options.timeoutMs / 1000)} s.`,
        why: `Its tasks: ${tasks.map((task) => `${task.task} ${task.state ?? "not yet scheduled"}`).join(", ")}.`,
        next: [`${options.again} --timeout ${Math.round(options.timeoutMs / 500)}   waits longer`],
      });
    }
    await pause(250);
  }
}

/** Whether a DAG file is about this DAG: by its name, or by what stands in it. */
function mentions(file: string, dag: string): boolean {
  if (basename(file, ".py") === dag) return true;
  try {
    return readFileSync(file, "utf8").includes(dag);
  } catch {
    // Removed meanwhile, or inside an archive: its trace must tell.
    return false;
  }
}

/** Waits until Airflow knows the DAG as its file is now; a file that was just edited is read again first. */
async function waitForDag(options: RunDag, deadline: number): Promise<void> {
  const { api, dag } = options;
  const patience = Math.min(deadline, Date.now() + (options.patienceMs ?? 30_000));
  for (;;) {
    const known = await api.dag(dag);
    const edited = known === undefined ? 0 : (statSync(known.file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (known !== undefined && known.parsed >= edited) return;
    const failures = await api.importFailures();
    const mine = (failure: ImportFailure) =>
      mentions(isAbsolute(failure.file) ? failure.file : join(options.dags, failure.file), dag) ||
      failure.trace.includes(dag);
    const own = failures.find((failure) => known?.file.endsWith(failure.file));
    const suspect = failures.find(mine) ?? (Date.now() > patience ? failures[0] : undefined);
    const broken = known === undefined ? suspect : own;
    if (broken !== undefined) throw brokenDag(options, broken);
    if (Date.now() > patience) {
      // Airflow reads on without a failure: the file is what it was for Airflow's purposes.
      if (known !== undefined) return;
      const others = await api.dagIds();
      throw new AdpError(DAG_UNKNOWN, {
        what: `Airflow knows no DAG "${dag}".`,
        why: others.length === 0 ? "It found no DAG at all in dags/." : `It knows: ${others.join(", ")}.`,
        next: ["look at the dag_id in dags/, and at dags/.airflowignore", options.again],
      });
    }
    await pause(250);
  }
}

function brokenDag(options: RunDag, broken: ImportFailure): AdpError {
  return new AdpError(DAG_BROKEN, {
    what: `${basename(broken.file)} cannot be imported, so ${options.dag} cannot run.`,
    why: broken.file,
    evidence: broken.trace.trim().split("\n").slice(-20),
    next: ["mend the file; Airflow reads it again within seconds", options.again],
  });
}

function failed(options: RunDag, runId: string, tasks: readonly TaskState[]): AdpError {
  const culprit = tasks.find((task) => task.state === "failed") ?? tasks[0];
  if (culprit === undefined) {
    return new AdpError(DAG_FAILED, {
      what: `${options.dag} failed before any task ran.`,
      next: [options.again],
    });
  }
  const path = taskLogPath(options.logs, { dag: options.dag, runId, ...culprit });
  return new AdpError(DAG_FAILED, {
    what: `${options.dag} failed: task ${culprit.task}, attempt ${Math.max(1, culprit.attempt)}.`,
    why: "The end of its log is below.",
    evidence: taskLogTail(path),
    next: [`mend the task, then: ${options.again}`, `less ${path}   is the whole log`],
  });
}

function duration(task: TaskState): number {
  if (task.started === null || task.ended === null) return 0;
  return (Date.parse(task.ended) - Date.parse(task.started)) / 1000;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
