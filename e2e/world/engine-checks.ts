import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DagResult, Status } from "../../packages/adp/src/engine/index.ts";
import type { Finished } from "../../packages/adp/src/kernel/process.ts";
import { document } from "./adp.ts";
import { until } from "./lib/index.ts";

// What a datakit that runs answers on every engine: the same words, the same output, the same JSON.

interface Checked {
  /** The datakit's folder. Its DAGs `mapped` and `sized` were written before the start, and its starter DAG ran. */
  readonly kit: string;
  readonly name: string;
  /** Runs `adp dev WORDS` for the datakit. */
  readonly dev: (...words: string[]) => Promise<Finished>;
}

/** Writes the DAGs that the checks run. A file of this name must not stand in for Python's own module. */
export function writeCheckedDags(kit: string): void {
  writeFileSync(join(kit, "dags", "queue.py"), mapped);
  writeFileSync(join(kit, "dags", "sized.py"), dag("sized", "pass"));
}

type Dev = Checked["dev"];

async function dagsOf(dev: Dev): Promise<NonNullable<Status["dags"]>> {
  const { dags } = document<Status>(await dev("status", "--json"));
  return dags ?? { dags: [], importErrors: [] };
}

/** Waits until Airflow has read all of these: it is healthy before that. */
export async function untilRead(dev: Dev, ids: readonly string[]): Promise<void> {
  await until(`the DAGs ${ids.join(", ")}`, async () => {
    const { dags } = await dagsOf(dev);
    return ids.every((id) => dags.some(({ dag }) => dag === id));
  });
}

/** Waits until Airflow has found that a file is broken. `dev run` does so, too, but not longer than a person may wait. */
export async function untilBroken(dev: Dev, name: string): Promise<void> {
  await until(`the failure of ${name}`, async () => {
    const { importErrors } = await dagsOf(dev);
    return importErrors.some(({ file }) => file.endsWith(name));
  });
}

/** Registers the tests of programs beside the DAGs. `of` is called when they run. */
export function checkPrograms(of: () => Checked): void {
  test("exec finds the framework's program, and says which one it does not find", async () => {
    const { dev } = of();
    const help = await dev("exec", "sqlmodel-framework", "--help");
    expect([help.code, help.stdout], help.stderr).toEqual([0, expect.stringContaining("deploy")]);
    const none = await dev("exec", "no-such-program");
    expect([none.code, none.stderr]).toEqual([64, expect.stringContaining("ADP-DEV-004")]);
    expect((await dev("exec", "sh", "-c", "kill -9 $$")).code).toBe(1);
    expect((await dev("exec", "sh", "-c", "exit 3")).code).toBe(1);
  });

  test("the program in the datakit's README runs as it stands", async () => {
    const { dev, kit } = of();
    const program = /```python\n(.*?)```/s.exec(readFileSync(join(kit, "README.md"), "utf8"))?.[1] ?? "";
    writeFileSync(join(kit, "include", "history.py"), program);
    const finished = await dev("exec", "python", "include/history.py");
    rmSync(join(kit, "include", "history.py"));
    expect(finished.code, finished.stderr).toBe(0);
    // One change of the customer with the key 1, and nothing that was there yesterday. Airflow may log above it.
    expect(finished.stdout).toMatch(/^\[.*INSERT.*\]\n\[\]\n$/m);
  });

  test("a command of Airflow's own", async () => {
    const { dev, name } = of();
    const listed = await dev("airflow", "dags", "list", "-o", "plain");
    expect(listed.stdout).toMatch(new RegExp(`^${name}_example\\b`, "m"));
  });

  test("the datakit's own tests run by pytest, with its options, and are counted", async () => {
    const { dev, kit } = of();
    const passed = await dev("test", "tests/dags/test_dags.py", "-q", "-k", "imports", "--json");
    expect(passed.code, passed.stdout + passed.stderr).toBe(0);
    expect(document(passed)).toEqual({
      ...{ passed: true, code: 0 },
      counts: { passed: 1, failed: 0, errors: 0, skipped: 0 },
    });
    const file = join(kit, "tests", "test_wrong.py");
    writeFileSync(file, "def test_wrong():\n    assert 1 == 2\n");
    const counted = await dev("test", file, "--json");
    const shown = await dev("test", file);
    rmSync(file);
    expect([counted.code, document(counted)]).toEqual([
      1,
      {
        ...{ passed: false, code: 1, output: expect.stringContaining("assert 1 == 2") },
        counts: { passed: 0, failed: 1, errors: 0, skipped: 0 },
      },
    ]);
    expect([shown.code, shown.stdout]).toEqual([1, expect.stringContaining("1 failed")]);
  });
}

/** Registers the tests of a DAG's runs: what Airflow answers, and its logs. */
export function checkRuns(of: () => Checked): void {
  test("a failing mapped task: exit 1, its index, the user's own frames, and the run as JSON", async () => {
    const { dev, kit } = of();
    const finished = await dev("run", "mapped", "--json");
    expect(finished.code).toBe(1);
    const { error, ...result } = document<DagResult & { error: { code: string; evidence: string[] } }>(
      finished,
    );
    expect(result).toMatchObject({
      ...{ dag: "mapped", state: "failed" },
      runId: expect.stringMatching(/^adp__/),
    });
    expect(result.tasks.find((task) => task.state === "failed")).toMatchObject({ task: "spill", index: 1 });
    expect(error.code).toBe("ADP-DAG-003");
    const trace = error.evidence.join("\n");
    expect(trace).toContain(`File "${join(kit, "dags", "queue.py")}"`);
    expect(trace).toMatch(/frames of Airflow and libraries left out\)\nValueError: spilled the milk/);
    expect(trace).not.toMatch(/site-packages/);
    const log = await dev("logs", "spill[1]");
    expect(log.stdout).toMatch(/ValueError: spilled the milk/);
    const all = await dev("logs", "mapped", "--json");
    const names = document<{ name: string; runId: string }[]>(all).map(({ name }) => name);
    expect(names.sort()).toEqual(["spill[0]", "spill[1]"]);
    expect((await dev("logs", "nothing")).stderr).toContain("ADP-RUN-013");
  });

  test("a configuration that the DAG does not accept: ADP-DAG-005 with Airflow's reason, and the DAG stays paused", async () => {
    const { dev } = of();
    const finished = await dev("run", "sized", "--conf", '{"size": "large"}', "--json");
    expect(finished.code).toBe(64);
    const { error } = document<{ error: { code: string; evidence: string[]; next: unknown } }>(finished);
    expect(error.code).toBe("ADP-DAG-005");
    expect(error.next).toEqual([
      expect.objectContaining({ run: expect.stringContaining(`'{"NAME": "VALUE"}'`) }),
    ]);
    expect(error.evidence.join("\n")).toContain("'large' is not of type 'integer'");
    const { dags } = document<Status>(await dev("status", "--json"));
    expect(dags?.dags).toContainEqual({ dag: "sized", paused: true });
  });

  test("a DAG file that cannot be imported: its traceback, not a time-out", async () => {
    const { dev, kit } = of();
    const file = join(kit, "dags", "broken.py");
    writeFileSync(file, "from airflow.nowhere import nothing\n# a dag");
    await untilBroken(dev, "broken.py");
    const finished = await dev("run", "broken");
    const { dags } = document<Status>(await dev("status", "--json"));
    const words = await dev("status");
    rmSync(file);
    expect(dags?.importErrors).toEqual([
      { file: expect.stringContaining("broken.py"), reason: expect.stringContaining("airflow.nowhere") },
    ]);
    expect(words.stdout).toMatch(/^broken +\S*broken\.py: ModuleNotFoundError/m);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/ADP-DAG-001 {2}broken\.py cannot be imported[\s\S]*ModuleNotFoundError/);
  });
}

/** A DAG of one task that is tried once, with a parameter. */
export function dag(name: string, body: string): string {
  return `try:
    from airflow.sdk import Param, dag, task
except ImportError:
    from airflow.decorators import dag, task
    from airflow.models.param import Param

@dag(dag_id="${name}", schedule=None, params={"size": Param(1, type="integer")})
def build():
    @task(retries=0)
    def spill():
        ${body}
    spill()

build()
`;
}

const mapped = dag("mapped", "pass").replace(
  "def spill():\n        pass\n    spill()",
  `def spill(n):
        if n == 1:
            raise ValueError("spilled the milk")
    spill.expand(n=[0, 1])`,
);
