import fc from "fast-check";
import { expect, test } from "vitest";
import { readable, taskLogPath } from "./task-log.ts";

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
    "  /dags/d.py:13 in b",
    "ValueError: on purpose",
  ]);
});

test("a chain of causes is told from the first to the last", () => {
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
