import { act, adp, again, either, run, until } from "@airflow-data-platform/cli-kit";
import { AdpError, type ErrorDefinition } from "../../../kernel/errors.ts";
import { errors } from "../../errors.ts";
import type { Task } from "./answers.ts";
import type { AirflowApi } from "./api.ts";
import { confWords, type DagSource, findDag } from "./find-dag.ts";
import { readableLog, taskLogPath } from "./task-log.ts";

interface RunDag {
  readonly api: AirflowApi;
  readonly logs: string;
  /** Brings a log there first, from an Airflow in a container. */
  readonly fetchLog?: (path: string) => Promise<void>;
  readonly source: DagSource;
  readonly dag: string;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** Called whenever a task changes its state. */
  readonly onTask: (task: TaskChange) => void;
  readonly onTriggered?: (run: Triggered) => void;
}

/** A run that Airflow has taken. */
export interface Triggered {
  readonly runId: string;
  /** The DAG was paused until now. */
  readonly unpaused: boolean;
  /** When Airflow runs the DAG on its own, in Airflow's words; undefined for never. */
  readonly schedule: string | undefined;
}

export interface TaskChange {
  /** With its index where it is mapped: load[3]. */
  readonly task: string;
  readonly state: string;
  readonly attempt: number;
}

export interface DagResult {
  readonly dag: string;
  readonly runId: string;
  /** "unknown": Airflow stopped answering while the run was followed. */
  readonly state: "success" | "failed" | "timed out" | "unknown";
  readonly seconds: number;
  readonly tasks: readonly {
    task: string;
    /** The place of a mapped task's instance; null for any other. */
    index: number | null;
    state: string;
    seconds: number;
    attempts: number;
  }[];
}

/** A run that did not end well: what is known of it, beside the words for a person. */
export class RunFailed extends AdpError {
  constructor(
    definition: ErrorDefinition,
    details: ConstructorParameters<typeof AdpError>[1],
    readonly result: DagResult,
  ) {
    super(definition, details);
  }
}

/** Triggers a DAG and follows it to its end. Throws RunFailed with the failing task's log, never a bare "failed". */
export async function runDag(options: RunDag): Promise<DagResult> {
  const { api, dag, timeoutMs } = options;
  const started = performance.now();
  const { paused, schedule } = await findDag(api, dag, options.source, timeoutMs, options.conf);
  const runId = `adp__${new Date().toISOString()}`;
  await api.trigger(dag, runId, options.conf);
  // After the trigger: a DAG whose run is refused stays as it was.
  if (paused) await api.unpause(dag);
  options.onTriggered?.({ runId, unpaused: paused, schedule });
  const seen = new Map<string, string>();
  let tasks: readonly Task[] = [];
  const result = (state: DagResult["state"]): DagResult => ({
    dag,
    runId,
    state,
    seconds: (performance.now() - started) / 1000,
    tasks: tasks.map((task) => ({
      task: task.task,
      index: task.mapIndex < 0 ? null : task.mapIndex,
      state: task.state ?? "none",
      seconds: duration(task),
      attempts: task.attempt,
    })),
  });
  const end = await until(
    async () => {
      const state = await api.runState(dag, runId);
      tasks = await api.tasks(dag, runId);
      for (const task of tasks) {
        const now = `${task.state} ${task.attempt}`;
        if (task.state === null || seen.get(named(task)) === now) continue;
        seen.set(named(task), now);
        options.onTask({ task: named(task), state: task.state, attempt: task.attempt });
      }
      return state === "failed" || state === "success" ? state : undefined;
    },
    { timeoutMs: timeoutMs - (performance.now() - started), everyMs: 250 },
  ).catch((error: unknown) => {
    throw error instanceof AdpError ? outOfSight(error, result("unknown")) : error;
  });
  if (end === "success") return result("success");
  if (end === "failed") throw await failed(options, runId, tasks, result("failed"));
  await api.giveUp(dag, runId);
  throw new RunFailed(
    errors.dagSlow,
    {
      what: `${dag} did not end within ${Math.round(timeoutMs / 1000)} s. The run was stopped and counts as failed.`,
      why: `Its tasks: ${tasks.map((task) => `${named(task)} ${task.state ?? "not yet scheduled"}`).join(", ")}.`,
      next: [
        either(
          run(adp`dev logs ${unfinished(tasks)?.task ?? "scheduler"}`, "shows what it did"),
          run(
            adp`dev run ${[dag, ...confWords(options.conf)]} --timeout ${Math.round(timeoutMs / 500)}`,
            "makes a new run and waits longer",
          ),
        ),
      ],
    },
    result("timed out"),
  );
}

/** The run was made, and does not need the web server. */
function outOfSight(error: AdpError, result: DagResult): RunFailed {
  const { code, exit, message: what, why, next, evidence } = error;
  const words = [why, `The run ${result.runId} goes on in Airflow.`];
  return new RunFailed(
    { code, exit, title: what },
    { what, why: words.filter((one) => one !== undefined).join(" "), next, evidence, cause: error },
    result,
  );
}

async function failed(
  options: RunDag,
  runId: string,
  tasks: readonly Task[],
  result: DagResult,
): Promise<AdpError> {
  const { dag, source } = options;
  const culprit = tasks.find((task) => task.state === "failed") ?? tasks[0];
  if (culprit === undefined) {
    return new RunFailed(
      errors.dagFailed,
      { what: `${dag} failed before any task ran.`, next: [again] },
      result,
    );
  }
  const path = taskLogPath(options.logs, { dag, runId, ...culprit });
  await options.fetchLog?.(path);
  return new RunFailed(
    errors.dagFailed,
    {
      what: `${dag} failed: task ${named(culprit)}, attempt ${Math.max(1, culprit.attempt)}.`,
      why: `The end of its log is below.${alsoFailed(tasks, culprit)}`,
      evidence: readableLog(path, source).slice(-25),
      next: [
        either([act("correct the task"), again], run(adp`dev logs ${named(culprit)}`, "shows the whole log")),
      ],
    },
    result,
  );
}

function alsoFailed(tasks: readonly Task[], culprit: Task): string {
  const others = tasks.filter((task) => task.state === "failed" && task !== culprit).map(named);
  return others.length === 0 ? "" : ` Also failed: ${others.join(", ")}.`;
}

function unfinished(tasks: readonly Task[]): Task | undefined {
  return tasks.find((task) => task.state !== null && !["success", "skipped"].includes(task.state));
}

function named(task: Task): string {
  return task.mapIndex < 0 ? task.task : `${task.task}[${task.mapIndex}]`;
}

function duration(task: Task): number {
  if (task.started === null || task.ended === null) return 0;
  return (Date.parse(task.ended) - Date.parse(task.started)) / 1000;
}
