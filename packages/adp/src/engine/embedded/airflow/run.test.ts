import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AirflowApi, DagInfo, RunState, TaskState } from "./api.ts";
import { runDag } from "./run.ts";

// An object stands in for Airflow's API: it proves what is made of the answers; e2e/dev.test.ts has the real ones.

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-run-"));
  file = join(folder, "d.py");
  writeFileSync(file, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Scene {
  dag?: () => DagInfo | undefined;
  failures?: { file: string; trace: string }[];
  states?: RunState[];
  tasks?: TaskState[];
}

function run(scene: Scene, timeoutMs = 5_000, patienceMs = 400) {
  const states = [...(scene.states ?? ["success"])];
  const calls: string[] = [];
  const api = {
    dag: async () => (scene.dag === undefined ? { file, parsed: Date.now() + 1000 } : scene.dag()),
    dagIds: async () => ["other"],
    importFailures: async () => scene.failures ?? [],
    trigger: async () => calls.push("trigger"),
    giveUp: async () => calls.push("giveUp"),
    runState: async () => (states.length > 1 ? states.shift() : states[0]),
    tasks: async () => scene.tasks ?? [],
  } as unknown as AirflowApi;
  const result = runDag({
    api,
    logs: folder,
    dags: folder,
    dag: "d",
    conf: {},
    timeoutMs,
    patienceMs,
    again: "adp dev run d",
    onTask: () => calls.push("task"),
  });
  return { result, calls };
}

test("a DAG that Airflow does not know: ADP-DAG-002 names those it knows", async () => {
  const { result, calls } = run({ dag: () => undefined });
  await expect(result).rejects.toMatchObject({ code: "ADP-DAG-002", why: "It knows: other." });
  expect(calls).toEqual([]);
});

test("a file that was edited is read again before its DAG runs", async () => {
  const now = Date.now();
  utimesSync(file, now / 1000, now / 1000);
  let reads = 0;
  const { result, calls } = run({ dag: () => ({ file, parsed: ++reads < 3 ? now - 5000 : now + 5000 }) });
  await result;
  expect(reads).toBe(3);
  expect(calls).toEqual(["trigger"]);
});

test("a file that cannot be imported since its last edit: ADP-DAG-001, and nothing is triggered", async () => {
  const { result, calls } = run({
    dag: () => ({ file, parsed: 0 }),
    failures: [
      { file: "kit/other.py", trace: "not this one" },
      { file: "d.py", trace: "SyntaxError: invalid syntax" },
    ],
  });
  await expect(result).rejects.toMatchObject({
    code: "ADP-DAG-001",
    evidence: ["SyntaxError: invalid syntax"],
  });
  expect(calls).toEqual([]);
});

test("a new file that cannot be imported: ADP-DAG-001 at once, not after the time that Airflow has to read it", async () => {
  const failures = [{ file: "d.py", trace: "ModuleNotFoundError: No module named 'nothing'" }];
  // Were it waited for, this test would end before.
  const { result } = run({ dag: () => undefined, failures }, 600_000, 600_000);
  await expect(result).rejects.toMatchObject({ code: "ADP-DAG-001", evidence: [failures[0]?.trace] });
});

test("a run that does not end in time: ADP-DAG-004 with its tasks' states, and the run is given up", async () => {
  const task: TaskState = {
    task: "slow",
    state: "running",
    attempt: 1,
    mapIndex: -1,
    started: null,
    ended: null,
  };
  const { result, calls } = run({ states: ["running"], tasks: [task] }, 300);
  await expect(result).rejects.toMatchObject({ code: "ADP-DAG-004", why: "Its tasks: slow running." });
  expect(calls).toEqual(["trigger", "task", "giveUp"]);
});

test("a run that fails before any task: ADP-DAG-003", async () => {
  await expect(run({ states: ["queued", "failed"] }).result).rejects.toMatchObject({ code: "ADP-DAG-003" });
});
