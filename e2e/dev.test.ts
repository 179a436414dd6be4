// Two datakits side by side on the embedded engine, as two people would work with them.
import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Address, DagResult, Status } from "../packages/adp/src/engine/index.ts";
import { adp, document, processesOf, scratch } from "./world/adp.ts";

const world = scratch("dev");
const one = join(world.folder, "one-datakit");
const two = join(world.folder, "two-datakit");

beforeAll(async () => {
  for (const name of ["one", "two"])
    expect((await adp(["datakit", "new", name], { cwd: world.folder })).code).toBe(0);
  // There before the start: what is tried with it is not how soon Airflow finds it.
  writeFileSync(join(one, "dags", "sleeping.py"), dag("sleeping", "import time; time.sleep(300)"));
});
afterAll(async () => {
  for (const cwd of [one, two]) await adp(["dev", "stop"], { cwd });
  world.close();
});

test("both start, each healthy on ports of its own, reachable from this machine only", async () => {
  const addresses: Address[] = [];
  for (const cwd of [one, two]) {
    const finished = await adp(["dev", "start", "--json"], { cwd });
    expect(finished.stderr).toBe("");
    addresses.push(document<Address>(finished));
    expect(document<Status>(await adp(["dev", "status", "--json"], { cwd }))).toMatchObject({
      state: "healthy",
    });
  }
  expect(new Set(addresses.map((address) => address.url)).size).toBe(2);
  for (const address of addresses) expect(address.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(
    listeners([...processesOf(join(one, ".adp", "run")), ...processesOf(join(two, ".adp", "run"))]),
  ).toEqual([]);
});

test("starting again starts nothing: the same processes answer", async () => {
  const before = processesOf(join(one, ".adp", "run")).sort();
  expect((await adp(["dev", "start"], { cwd: one })).stdout).toContain("Airflow is healthy");
  const after = new Set(processesOf(join(one, ".adp", "run")));
  const services = document<Status>(await adp(["dev", "status", "--json"], { cwd: one })).services;
  for (const service of services)
    expect([before.includes(service.pid), after.has(service.pid)]).toEqual([true, true]);
});

test("a DAG runs to success, its rows are in this warehouse and in no other", async () => {
  const result = document<DagResult>(await adp(["dev", "run", "one_example", "--json"], { cwd: one }));
  expect(result.tasks.map((task) => task.state)).toEqual(["success"]);
  const sql = await adp(["dev", "sql", "select count(*) as n from one.customer", "--json"], { cwd: one });
  expect(document<{ rows: unknown[][] }[]>(sql)[0]?.rows).toEqual([["3"]]);
  const elsewhere = await adp(["dev", "sql", "select count(*) from one.customer"], { cwd: two });
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toMatch(/ADP-SQL-001.*"one\.customer" does not exist/);
});

test("SQL comes from a pipe too, and what has no rows says so", async () => {
  const finished = await adp(["dev", "sql"], {
    cwd: one,
    input: "create table t (a int); insert into t values (1), (2); select * from t",
  });
  expect(finished.stdout).toContain("CREATE\nINSERT 2\na\n-\n1\n2\n(2 rows)\n");
});

test("a failing task: exit 1, and the end of its log with the traceback", async () => {
  const file = join(one, "dags", "failing.py");
  writeFileSync(file, dag("failing", 'raise ValueError("spilled the milk")'));
  const finished = await adp(["dev", "run", "failing"], { cwd: one });
  rmSync(file);
  expect(finished.code).toBe(1);
  expect(finished.stderr).toMatch(/ADP-DAG-003 {2}failing failed: task spill/);
  expect(finished.stderr).toMatch(/failing\.py[\s\S]*ValueError: spilled the milk/);
});

test("a DAG file that cannot be imported: its traceback, not a time-out", async () => {
  const file = join(one, "dags", "broken.py");
  writeFileSync(file, "from airflow.nowhere import nothing\n# a dag");
  const finished = await adp(["dev", "run", "broken"], { cwd: one });
  rmSync(file);
  expect(finished.code).toBe(1);
  expect(finished.stderr).toMatch(/ADP-DAG-001 {2}broken\.py cannot be imported[\s\S]*ModuleNotFoundError/);
});

test("a DAG that worked and is broken now is not run as it was", async () => {
  const file = join(one, "dags", "example_dag.py");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, `${good}\nraise RuntimeError("half-finished edit")\n`);
  const finished = await adp(["dev", "run", "one_example"], { cwd: one });
  writeFileSync(file, good);
  expect(finished.code).toBe(1);
  expect(finished.stderr).toContain("half-finished edit");
});

test("a run that is not waited for any longer is ended: ADP-DAG-004", async () => {
  const finished = await adp(["dev", "run", "sleeping", "--timeout", "30"], { cwd: one });
  expect(finished.code).toBe(1);
  expect(finished.stderr).toContain("ADP-DAG-004");
});

test("another port or another Airflow than the one that runs: told, not ignored", async () => {
  const port = await adp(["dev", "start", "--port", "9"], { cwd: one });
  expect([port.code, port.stderr]).toEqual([64, expect.stringContaining("ADP-RUN-007")]);
  const line = await adp(["dev", "start", "--airflow", "2.11"], { cwd: one });
  expect([line.code, line.stderr]).toEqual([64, expect.stringContaining("ADP-RUN-005")]);
});

test("the datakit's own tests run by pytest", async () => {
  const finished = await adp(["dev", "test"], { cwd: two });
  expect(finished.code, finished.stdout + finished.stderr).toBe(0);
});

test("stop ends this datakit's processes and leaves the other's", async () => {
  // Its services by pid: below them Airflow starts and ends processes all the time.
  const others = async () => document<Status>(await adp(["dev", "status", "--json"], { cwd: two }));
  const theirs = await others();
  expect(theirs).toMatchObject({ state: "healthy" });
  expect((await adp(["dev", "stop"], { cwd: one })).stdout).toMatch(/^Stopped: \d+ processes ended/);
  expect(processesOf(join(one, ".adp", "run"))).toEqual([]);
  expect(await others()).toEqual(theirs);
  expect((await adp(["dev", "stop"], { cwd: one })).stdout).toBe("Nothing was running.\n");
});

test("what needs a running Airflow says how to start one", async () => {
  const finished = await adp(["dev", "run", "one_example"], { cwd: one });
  expect(finished.code).toBe(2);
  expect(finished.stderr).toMatch(/ADP-RUN-004[\s\S]*next: .*dev start/);
});

function dag(name: string, body: string): string {
  return `try:
    from airflow.sdk import dag, task
except ImportError:
    from airflow.decorators import dag, task

@dag(dag_id="${name}", schedule=None)
def build():
    @task(retries=0)
    def spill():
        ${body}
    spill()

build()
`;
}

/** The addresses outside loopback on which these processes listen (Linux: /proc). */
function listeners(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return ["tcp", "tcp6"].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && inodes.has(fields[9] ?? ""))
      .map((fields) => fields[1] ?? "")
      // 0100007F is 127.0.0.1 in the kernel's byte order.
      .filter((address) => !address.startsWith("0100007F:")),
  );
}

function socketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
    });
  } catch {
    // Gone meanwhile.
    return [];
  }
}
