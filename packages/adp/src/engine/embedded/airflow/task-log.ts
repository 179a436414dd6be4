import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where a task attempt's log lies, below AIRFLOW_HOME/logs (Airflow's default log_filename_template). */
export function taskLogPath(
  logs: string,
  at: { dag: string; runId: string; task: string; mapIndex: number; attempt: number },
): string {
  const map = at.mapIndex >= 0 ? [`map_index=${at.mapIndex}`] : [];
  return join(
    logs,
    `dag_id=${at.dag}`,
    `run_id=${at.runId}`,
    `task_id=${at.task}`,
    ...map,
    `attempt=${Math.max(1, at.attempt)}.log`,
  );
}

/** The end of a task's log as a person reads it. Airflow 3 writes a JSON object a line, Airflow 2 plain text. */
export function taskLogTail(path: string, lines = 25): string[] {
  if (!existsSync(path)) return [`no log at ${path}`];
  return readFileSync(path, "utf8").trimEnd().split("\n").flatMap(readable).slice(-lines);
}

/** One line of a log file in plain words; a JSON line gives its event and, below it, its traceback. */
export function readable(line: string): string[] {
  if (!line.startsWith("{")) return [line];
  let entry: LogEntry;
  try {
    entry = JSON.parse(line) as LogEntry;
  } catch {
    // A task may print a brace of its own: then the line is the text.
    return [line];
  }
  const event = `${entry.level ? `${entry.level.toUpperCase()} ` : ""}${entry.event ?? line}`;
  const traces = (entry.error_detail ?? [])
    .toReversed()
    .flatMap((failure) => [
      "Traceback (most recent call last):",
      ...(failure.frames ?? [])
        .slice(-6)
        .map((frame) => `  ${frame.filename}:${frame.lineno} in ${frame.name}`),
      `${failure.exc_type}: ${failure.exc_value}`,
    ]);
  return [
    ...event.split("\n").filter((text) => !/::(end)?group::/.test(text)),
    ...traces.flatMap((text) => text.split("\n")),
  ];
}

interface LogEntry {
  event?: string;
  level?: string;
  error_detail?: {
    exc_type?: string;
    exc_value?: string;
    frames?: { filename: string; lineno: number; name: string }[];
  }[];
}
