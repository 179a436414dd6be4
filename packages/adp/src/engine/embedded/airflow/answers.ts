import * as z from "zod/mini";

// What Airflow's API answers, as far as it is used: the same names in v1 (Airflow 2) and v2 (Airflow 3).

export const Health = z.record(z.string(), z.nullish(z.looseObject({ status: z.nullish(z.string()) })));

export const Token = z.object({ access_token: z.string() });

/**
 * `file` defines the DAG; `parsed` is when Airflow last read it without a failure, in milliseconds; `schedule` in
 * Airflow's words, undefined for none.
 */
export const Dag = z.pipe(
  z.object({
    dag_id: z.string(),
    is_paused: z.nullish(z.boolean()),
    fileloc: z.nullish(z.string()),
    last_parsed_time: z.nullish(z.string()),
    timetable_description: z.nullish(z.string()),
  }),
  z.transform((dag) => ({
    dag: dag.dag_id,
    paused: dag.is_paused === true,
    file: dag.fileloc ?? "",
    parsed: Date.parse(dag.last_parsed_time ?? "") || 0,
    schedule: /^Never\b/.test(dag.timetable_description ?? "Never")
      ? undefined
      : (dag.timetable_description ?? undefined),
  })),
);
export type Dag = z.infer<typeof Dag>;
export const Dags = z.object({ dags: z.array(Dag) });

const Failure = z.pipe(
  z.object({ filename: z.string(), stack_trace: z.nullish(z.string()) }),
  z.transform((failure) => ({ file: failure.filename, trace: failure.stack_trace ?? "" })),
);
export type ImportFailure = z.infer<typeof Failure>;
export const Failures = z.object({ import_errors: z.array(Failure) });
export type Failures = z.infer<typeof Failures>;

const runStates = ["queued", "running", "success", "failed"] as const;
export type RunState = (typeof runStates)[number];
export const Run = z.object({ state: z.enum(runStates) });

/** One task instance; `state` is null until the scheduler looks at it, `mapIndex` -1 unless it is mapped. */
export const Task = z.pipe(
  z.object({
    task_id: z.string(),
    state: z.nullish(z.string()),
    try_number: z.nullish(z.number()),
    map_index: z.nullish(z.number()),
    start_date: z.nullish(z.string()),
    end_date: z.nullish(z.string()),
  }),
  z.transform((task) => ({
    task: task.task_id,
    state: task.state ?? null,
    attempt: task.try_number ?? 0,
    mapIndex: task.map_index ?? -1,
    started: task.start_date ?? null,
    ended: task.end_date ?? null,
  })),
);
export type Task = z.infer<typeof Task>;
export const Tasks = z.object({ task_instances: z.array(Task) });

/** Why a request was refused. */
export const Refusal = z.object({
  detail: z.union([z.string(), z.array(z.looseObject({ msg: z.string() }))]),
});
