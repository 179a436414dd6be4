import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { taskLogPath } from "./task-log.ts";
import { instance, logsOf, newerRun, writtenLogs } from "./written-logs.ts";

let logs: string;
let clock: number;
beforeEach(() => {
  logs = mkdtempSync(join(tmpdir(), "adp-log-"));
  clock = 1000;
});
afterEach(() => rmSync(logs, { recursive: true, force: true }));

function write(dag: string, runId: string, task: string, mapIndex = -1, attempt = 1): void {
  const path = taskLogPath(logs, { dag, runId, task, mapIndex, attempt });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "x");
  clock += 10;
  utimesSync(path, clock, clock);
}
const found = (wanted: string) =>
  logsOf(writtenLogs(logs), wanted).map((log) => `${log.dag} ${log.runId} ${instance(log)} ${log.attempt}`);

test("a task's log of its newest run and last attempt, by its name and its DAG's", () => {
  write("d", "one", "t");
  write("d", "two", "t");
  write("d", "two", "t", -1, 2);
  expect(found("t")).toEqual(["d two t 2"]);
  write("e", "one", "t");
  expect(found("t")).toEqual(["e one t 1"]);
  expect(found("d.t")).toEqual(["d two t 2"]);
  expect(found("none")).toEqual([]);
});

test("a mapped task has a log for each instance; an index names one", () => {
  for (const index of [1, 0, 2]) write("d", "one", "t", index);
  expect(found("t")).toEqual(["d one t[1] 1", "d one t[0] 1", "d one t[2] 1"]);
  expect(found("d.t[0]")).toEqual(["d one t[0] 1"]);
  expect(found("t[3]")).toEqual([]);
});

test("a DAG's name gives every task of its newest run, in the order in which they ended", () => {
  write("d", "one", "a");
  write("d", "two", "b");
  write("d", "two", "a");
  expect(found("d")).toEqual(["d two b 1", "d two a 1"]);
});

test("an older run's log is known to be older", () => {
  write("d", "one", "last");
  write("d", "two", "first");
  const written = writtenLogs(logs);
  const of = (wanted: string) => logsOf(written, wanted).map((log) => newerRun(written, log));
  expect(of("last")).toEqual(["two"]);
  expect(of("first")).toEqual([undefined]);
});
