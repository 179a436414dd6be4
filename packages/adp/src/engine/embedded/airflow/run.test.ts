import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AdpError } from "../../../kernel/errors.ts";
import { errors } from "../../errors.ts";
import { Dag, type RunState, type Task } from "./answers.ts";
import type { AirflowApi } from "./api.ts";
import { runDag, type Triggered } from "./run.ts";

// An object stands in for Airflow's API: it proves what is made of the answers; e2e/dev.test.ts has the real ones.

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-run-"));
  mkdirSync(join(folder, "dags"));
  file = join(folder, "dags", "d.py");
  writeFileSync(file, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Known = Pick<Dag, "file" | "parsed"> & Partial<Dag>;

interface Scene {
  dag?: () => Known | undefined;
  /** Every DAG that Airflow knows. */
  dags?: () => Dag[];
  failures?: { file: string; trace: string }[];
  states?: RunState[];
  tasks?: Task[];
  readSince?: number;
  /** What the API throws when all states but the last were asked. */
  lost?: Error;
}

function run(scene: Scene, timeoutMs = 60_000, patienceMs = 400, dag = "d", conf = {}) {
  const states = [...(scene.states ?? ["success"])];
  const calls: string[] = [];
  const triggered: Triggered[] = [];
  const api = {
    dag: async () => (scene.dag === undefined ? { file, parsed: Date.now() + 1000 } : scene.dag()),
    dags: async () => scene.dags?.() ?? [{ dag: "other", paused: false, file: "", parsed: 0 }],
    unpause: async () => calls.push("unpause"),
    importFailures: async () => scene.failures ?? [],
    trigger: async () => calls.push("trigger"),
    giveUp: async () => calls.push("giveUp"),
    runState: async () => {
      if (scene.lost !== undefined && states.length === 1) throw scene.lost;
      return states.length > 1 ? states.shift() : states[0];
    },
    tasks: async () => scene.tasks ?? [],
  } as unknown as AirflowApi;
  const result = runDag({
    api,
    logs: folder,
    source: {
      dags: folder,
      datakits: [folder],
      readSince: scene.readSince ?? Date.now(),
      settleMs: patienceMs,
    },
    dag,
    conf,
    timeoutMs,
    onTask: () => calls.push("task"),
    onTriggered: (run) => triggered.push(run),
  });
  return { result, calls, triggered };
}

test("a DAG that Airflow does not know: ADP-DAG-002 names those it knows", async () => {
  const { result, calls } = run({ dag: () => undefined });
  await expect(result).rejects.toMatchObject({ code: "ADP-DAG-002", why: "It has: other." });
  expect(calls).toEqual([]);
});

test("a DAG whose name is mistyped: ADP-DAG-002 proposes the one that was meant", async () => {
  const { result } = run({ dag: () => undefined }, 60_000, 400, "othr", { n: 4 });
  await expect(result).rejects.toMatchObject({
    code: "ADP-DAG-002",
    next: [{ run: { adp: `dev run other --conf '{"n":4}'` } }],
  });
});

test("a file that was edited is read again before its DAG runs", async () => {
  const now = Date.now();
  utimesSync(file, now / 1000, now / 1000);
  let reads = 0;
  const dag = () => ({ file, parsed: ++reads < 3 ? now - 5000 : now + 5000 });
  // As long as the third look takes to come.
  const { result, calls } = run({ dag }, 60_000, 60_000);
  await result;
  expect(reads).toBe(3);
  expect(calls).toEqual(["trigger"]);
});

test("a file that cannot be imported since its last edit: ADP-DAG-001, and nothing is triggered", async () => {
  const { result, calls } = run({
    dag: () => ({ file, parsed: 0 }),
    failures: [
      { file: "kit/other.py", trace: "not this one" },
      { file: "dags/d.py", trace: "SyntaxError: invalid syntax" },
    ],
  });
  await expect(result).rejects.toMatchObject({
    code: "ADP-DAG-001",
    evidence: ["SyntaxError: invalid syntax"],
  });
  expect(calls).toEqual([]);
});

test("a new file that cannot be imported: ADP-DAG-001 at once, not after the time that Airflow has to read it", async () => {
  const trace = `Traceback (most recent call last):
  File "<frozen importlib._bootstrap>", line 241, in _call_with_frames_removed
  File "/kit/dags/d.py", line 2, in <module>
ModuleNotFoundError: No module named 'nothing'`;
  const failures = [{ file: "dags/d.py", trace }];
  // Were it waited for, this test would end before.
  const { result } = run({ dag: () => undefined, failures }, 600_000, 600_000);
  await expect(result).rejects.toMatchObject({
    code: "ADP-DAG-001",
    evidence: [
      "Traceback (most recent call last):",
      '  File "/kit/dags/d.py", line 2, in <module>',
      "ModuleNotFoundError: No module named 'nothing'",
    ],
  });
});

test("a run that does not end in time: ADP-DAG-004 with its tasks' states, and the run is given up", async () => {
  const task: Task = {
    task: "slow",
    state: "running",
    attempt: 1,
    mapIndex: -1,
    started: null,
    ended: null,
  };
  const { result, calls } = run({ states: ["running"], tasks: [task] }, 300, 400, "d", { n: 4 });
  // First what triggers nothing; a new run is called that, and is the same run.
  await expect(result).rejects.toMatchObject({
    ...{ code: "ADP-DAG-004", why: "Its tasks: slow running." },
    next: [
      {
        either: [
          [{ run: { adp: "dev logs slow" } }],
          [
            {
              run: { adp: `dev run d --conf '{"n":4}' --timeout 1` },
              why: expect.stringContaining("new run"),
            },
          ],
        ],
      },
    ],
  });
  expect(calls).toEqual(["trigger", "task", "giveUp"]);
});

test("a run that fails before any task: ADP-DAG-003", async () => {
  await expect(run({ states: ["queued", "failed"] }).result).rejects.toMatchObject({ code: "ADP-DAG-003" });
});

test("a name that no file has, in a datakit that Airflow has read: ADP-DAG-002 at once, and no file is blamed", async () => {
  const past = Date.now() - 600_000;
  utimesSync(file, past / 1000, past / 1000);
  const scene = {
    dag: () => undefined,
    failures: [{ file: "dags/other.py", trace: "boom" }],
    readSince: past,
  };
  // Were it waited for, this test would end before.
  await expect(run(scene, 600_000, 400_000).result).rejects.toMatchObject({
    code: "ADP-DAG-002",
    why: "It has: other. These files cannot be imported: other.py.",
  });
});

test("an Airflow that took long to start and has not read this DAG yet is waited for", async () => {
  const past = Date.now() - 600_000;
  const unread = join(folder, "dags", "kit.py");
  writeFileSync(unread, "dag_id='slow'");
  for (const each of [file, unread]) utimesSync(each, past / 1000, past / 1000);
  const named = (dag: string, file: string): Dag => ({
    dag,
    paused: false,
    file,
    parsed: 0,
    schedule: undefined,
  });
  // Nothing is read; another file is; it was read between two questions.
  for (const dags of [[], [named("other", "/dags/other.py")], [named("slow", unread)]]) {
    let asked = 0;
    const dag = () => (++asked < 3 ? undefined : { file: unread, parsed: Date.now() });
    const { result, calls } = run({ dag, dags: () => dags, readSince: past }, 600_000, 400_000, "slow");
    await result;
    expect([asked, calls]).toEqual([3, ["trigger"]]);
  }
});

test("a paused DAG is unpaused when Airflow has taken its run, and says when Airflow runs it from now on", async () => {
  const answer = { dag_id: "d", is_paused: true, last_parsed_time: "2999-01-01T00:00:00Z" };
  for (const [timetable_description, schedule] of [
    ["At 00:00", "At 00:00"],
    ["Never, external triggers only", undefined],
  ]) {
    const { result, calls, triggered } = run({ dag: () => Dag.parse({ ...answer, timetable_description }) });
    await result;
    expect(calls).toEqual(["trigger", "unpause"]);
    expect(triggered).toMatchObject([{ unpaused: true, schedule }]);
  }
});

test("a run that fails says its state, its id and each task, mapped ones with their index", async () => {
  const task = { task: "load", state: "failed", attempt: 1, started: null, ended: null };
  const { result } = run({ states: ["failed"], tasks: [{ ...task, mapIndex: 3 }] });
  await expect(result).rejects.toMatchObject({
    message: expect.stringContaining("load[3]"),
    result: {
      ...{ dag: "d", state: "failed", runId: expect.stringMatching(/^adp__/) },
      tasks: [{ task: "load", index: 3, state: "failed", seconds: 0, attempts: 1 }],
    },
  });
});

test("a web server that stops answering: its error says that the run goes on, with its id and tasks", async () => {
  const task = { task: "load", state: "running", attempt: 1, mapIndex: -1, started: null, ended: null };
  const lost = new AdpError(errors.api, { why: "It timed out.", next: [] });
  const { result, calls } = run({ states: ["running", "success"], tasks: [task], lost });
  await expect(result).rejects.toMatchObject({
    ...{
      code: "ADP-AF-004",
      why: expect.stringMatching(/^It timed out\. The run adp__\S+ goes on in Airflow\.$/),
    },
    result: { dag: "d", state: "unknown", runId: expect.stringMatching(/^adp__/), tasks: [{ task: "load" }] },
  });
  expect(calls).toEqual(["trigger", "task"]);
});
