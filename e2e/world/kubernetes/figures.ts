import type { Delivery } from "./delivery.ts";

/** Of a run's tasks, in seconds: how long one waits for the scheduler, how long for its pod, and how many end in a minute. */
export async function figures(delivery: Delivery, name: string, runId: string): Promise<string> {
  const seconds = (from: string, to: string) => `extract(epoch from ${to} - ${from})`;
  const median = (what: string) => `percentile_cont(0.5) within group (order by ${what})`;
  const text = await delivery.airflow(
    name,
    `select json_build_object(
       'tasks', count(*),
       'scheduled to queued', round(${median(seconds("scheduled_dttm", "queued_dttm"))}::numeric, 1),
       'queued to started in its pod', round(${median(seconds("queued_dttm", "start_date"))}::numeric, 1),
       'tasks a minute', round((60 * count(*) / ${seconds("min(scheduled_dttm)", "max(end_date)")})::numeric, 1)
     ) from task_instance where run_id = '${runId}'`,
  );
  return `${runId}: ${text}`;
}
