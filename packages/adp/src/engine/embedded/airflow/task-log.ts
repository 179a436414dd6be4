import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod/mini";
import { tryJson } from "../../../kernel/json.ts";

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

/** The folders of the user's code: their frames are shown, under the path that the user edits. */
interface Own {
  readonly dags: string;
  readonly datakits: readonly string[];
}

/** A task's log as a person reads it. Airflow 3 writes a JSON object a line, Airflow 2 plain text with times. */
export function readableLog(path: string, own: Own, { times = false } = {}): string[] {
  if (!existsSync(path)) return [`no log at ${path}`];
  const text = readFileSync(path, "utf8").trimEnd();
  return withOwnFrames(
    text.split("\n").flatMap((line) => readable(line, { times })),
    own,
  );
}

const Entry = z.object({
  timestamp: z.optional(z.string()),
  event: z.optional(z.unknown()),
  level: z.optional(z.string()),
  error_detail: z.optional(
    z.nullable(
      z.array(
        z.object({
          exc_type: z.string(),
          exc_value: z.string(),
          frames: z.optional(
            z.array(z.object({ filename: z.string(), lineno: z.number(), name: z.string() })),
          ),
        }),
      ),
    ),
  ),
});

/** One line of a log file in plain words; a JSON line gives its event and, below it, its traceback as Python prints it. */
export function readable(line: string, { times = false } = {}): string[] {
  const entry = entryOf(line);
  if (entry === undefined) return [line];
  const time = times && entry.timestamp !== undefined ? `${clockTime(entry.timestamp)} ` : "";
  const event = `${time}${entry.level ? `${entry.level.toUpperCase()} ` : ""}${entry.event ?? line}`;
  const traces = (entry.error_detail ?? [])
    .toReversed()
    .flatMap((failure) => [
      TRACEBACK,
      ...(failure.frames ?? []).map(
        (frame) => `  File "${frame.filename}", line ${frame.lineno}, in ${frame.name}`,
      ),
      `${failure.exc_type}: ${failure.exc_value}`,
    ]);
  return [
    ...event.split("\n").filter((text) => !/::(end)?group::/.test(text)),
    ...traces.flatMap((text) => text.split("\n")),
  ];
}

/** The time of day, in UTC as Airflow writes it. */
function clockTime(timestamp: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(timestamp)?.[1] ?? timestamp;
}

function entryOf(line: string): z.infer<typeof Entry> | undefined {
  // A task may print a brace of its own: then the line is the text.
  return line.startsWith("{") ? tryJson(line, Entry) : undefined;
}

const TRACEBACK = "Traceback (most recent call last):";

/** Tracebacks with the user's own frames alone, where there are any: those of Airflow and libraries are counted. */
function withOwnFrames(lines: readonly string[], own: Own): string[] {
  const links = own.datakits.map((kit) => [join(own.dags, basename(kit)), join(kit, "dags")] as const);
  const edited = (file: string) => {
    const link = links.find(([from]) => file.startsWith(`${from}/`));
    return link === undefined ? file : `${link[1]}${file.slice(link[0].length)}`;
  };
  const isOwn = (file: string) => own.datakits.some((kit) => file.startsWith(`${kit}/`));
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    out.push(line);
    if (!line.endsWith(TRACEBACK)) continue;
    const frames: { file: string; text: string[] }[] = [];
    for (let next = lines[at + 1]; next !== undefined && /^\s+/.test(next); next = lines[at + 1]) {
      at += 1;
      const file = /^\s+File "(.*)", line \d+/.exec(next)?.[1];
      if (file === undefined) frames.at(-1)?.text.push(next);
      else frames.push({ file: edited(file), text: [next.replace(file, edited(file))] });
    }
    const mine = frames.filter((frame) => isOwn(frame.file));
    const hidden = mine.length === 0 ? 0 : frames.length - mine.length;
    out.push(...(mine.length === 0 ? frames : mine).flatMap((frame) => frame.text));
    if (hidden > 0)
      out.push(`  (${hidden} frame${hidden === 1 ? "" : "s"} of Airflow and libraries left out)`);
  }
  return out;
}
