import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readable, readableLog, taskLogPath } from "./task-log.ts";

test("a JSON line of Airflow 3 becomes its event and its traceback", () => {
  const line = JSON.stringify({
    level: "error",
    event: "Task failed with exception",
    error_detail: [
      {
        exc_type: "ValueError",
        exc_value: "on purpose",
        frames: [{ filename: "/dags/d.py", lineno: 13, name: "b" }],
      },
    ],
  });
  expect(readable(line)).toEqual([
    "ERROR Task failed with exception",
    "Traceback (most recent call last):",
    '  File "/dags/d.py", line 13, in b',
    "ValueError: on purpose",
  ]);
});

test("with the time of day where it is asked for", () => {
  const line = JSON.stringify({ timestamp: "2026-11-29T06:45:29.528588Z", level: "info", event: "hello" });
  expect(readable(line)).toEqual(["INFO hello"]);
  expect(readable(line, { times: true })).toEqual(["06:45:29 INFO hello"]);
});

test("a chain of causes is shown from the first to the last", () => {
  const detail = (exc_type: string) => ({ exc_type, exc_value: "x", frames: [] });
  const lines = readable(
    JSON.stringify({ event: "failed", error_detail: [detail("Last"), detail("First")] }),
  );
  expect(lines.indexOf("First: x")).toBeLessThan(lines.indexOf("Last: x"));
});

test("any other line, also one that a task printed itself, stays as it is", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.startsWith("{"));
      expect(readable(text)).toEqual([text]);
    }),
  );
  expect(readable("{not json")).toEqual(["{not json"]);
});

test("a mapped task's log lies in a folder of its own", () => {
  const at = { dag: "d", runId: "r", task: "t", attempt: 0 };
  expect(taskLogPath("/logs", { ...at, mapIndex: -1 })).toBe(
    "/logs/dag_id=d/run_id=r/task_id=t/attempt=1.log",
  );
  expect(taskLogPath("/logs", { ...at, mapIndex: 3, attempt: 2 })).toBe(
    "/logs/dag_id=d/run_id=r/task_id=t/map_index=3/attempt=2.log",
  );
});

test("a traceback shows the frames of the user's own files, under the path that the user edits", () => {
  const folder = mkdtempSync(join(tmpdir(), "adp-log-"));
  try {
    const log = join(folder, "attempt=1.log");
    const lines = [
      "[2026-01-01] ERROR - Task failed",
      "Traceback (most recent call last):",
      '  File "/venv/airflow/taskinstance.py", line 4, in run',
      "    self.go()",
      '  File "/run/airflow/dags/kit/d.py", line 7, in load',
      "    spill()",
      '  File "/venv/pandas/x.py", line 1, in read',
      "ValueError: milk",
      "[2026-01-01] INFO - the end",
    ];
    writeFileSync(log, lines.join("\n"));
    expect(readableLog(log, { dags: "/run/airflow/dags", datakits: ["/home/me/kit"] })).toEqual([
      ...lines.slice(0, 2),
      '  File "/home/me/kit/dags/d.py", line 7, in load',
      "    spill()",
      "  (2 frames of Airflow and libraries left out)",
      ...lines.slice(7),
    ]);
    // Nothing of the user's: then all of it.
    expect(readableLog(log, { dags: "/run/airflow/dags", datakits: ["/other"] })).toEqual(lines);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
