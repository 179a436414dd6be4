import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flightsPackage } from "../e2e/suites/flights.ts";
import { sparkPython } from "../e2e/suites/spark.ts";
import { venv } from "../e2e/suites/venv.ts";
import { adp, copyExample, document, root, scratch } from "../e2e/world/adp.ts";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { type Claim, median, seconds } from "./measure.ts";

/** The runners as processes: what the supervisor adds, what the operators cost a DAG file, and three tools beside a COPY. */
export async function measureRunners({ quick }: { quick: boolean }): Promise<Claim[]> {
  const world = scratch("bench-runners");
  const kit = join(world.folder, "flights");
  const dev = async (...words: string[]) => {
    const done = await adp(["dev", ...words], { cwd: kit, env: { CI: "true" } });
    if (done.code !== 0) throw new Error(`adp dev ${words.join(" ")}: ${done.stdout}${done.stderr}`);
    return done;
  };
  try {
    const lock = join(root, "runtime-environments", "dbt-runner", "requirements.txt");
    const dbt = join(await venv(root, "dbt-runner", lock), "python");
    copyExample("nyc-flights-incremental", kit);
    const settings = { ADP_RUNNER_DBT_PYTHON: dbt, ADP_RUNNER_SPARK_PYTHON: await sparkPython(root) };
    for (const [name, value] of Object.entries(settings))
      appendFileSync(join(kit, ".env"), `${name}=${value}\n`);
    await dev("start", "--engine", "embedded", "--airflow", "3.3");
    const deliver = ["--package", await flightsPackage(root), "--to", "include/source", "--day", "1"];
    const months = quick ? ["--months", "1"] : [];
    await dev("exec", "python", "-m", "nyc_flights.source", ...deliver, ...months);
    const flights = await measureFlights(dev);
    const print = "import os; print(os.environ['AIRFLOW_CONN_WAREHOUSE'])";
    const connection = (await dev("exec", "python", "-c", print)).stdout.trim();
    return [
      await measureFirstLine({ dbt, connection, kit, folder: world.folder, times: quick ? 3 : 7 }),
      await measureParse(dev),
      flights,
    ];
  } finally {
    await adp(["dev", "stop"], { cwd: kit });
    world.close();
  }
}

type Dev = (...words: string[]) => Promise<{ readonly stdout: string }>;

/** The aggregate by each tool, to the task's end, beside a COPY of the rows that it reads. */
async function measureFlights(dev: Dev): Promise<Claim> {
  const ran = (await dev("run", "nyc_flights_tools", "--json")) as Parameters<typeof document>[0];
  const { tasks } = document<DagResult>(ran);
  const took = (task: string) => tasks.find((one) => one.task === task)?.seconds ?? Number.NaN;
  const bare = `from nyc_flights import bare, warehouse
with warehouse.connect_by_environment().raw_connection().cursor() as cursor:
    cursor.execute("select count(*) from silver.flight")
    print(cursor.fetchone()[0], bare._copy(cursor, "silver.flight"))`;
  const [rows = "", copy = ""] = (await dev("exec", "python", "-c", bare)).stdout.trim().split(" ");
  return {
    name: `delays by carrier and month of ${rows} flights, whole tasks`,
    measured: `dbt ${seconds(took("dbt_build"))}, Spark ${seconds(took("spark_delays"))}, SQL (the whole of gold) ${seconds(took("gold"))}`,
    beside: `${seconds(Number(copy))} a COPY of the same rows`,
    goal: "",
  };
}

/** What the supervisor adds until dbt says its first word. */
async function measureFirstLine(given: {
  readonly dbt: string;
  readonly connection: string;
  readonly kit: string;
  readonly folder: string;
  readonly times: number;
}): Promise<Claim> {
  const profiles = join(given.folder, "profiles");
  mkdirSync(profiles);
  const { hostname, port, username, password, pathname } = new URL(given.connection);
  const target = { type: "postgres", host: hostname, port: Number(port), user: username, schema: "dbt" };
  const output = { ...target, password: "{{ env_var('DBT_ENV_SECRET_W') }}", dbname: pathname.slice(1) };
  writeFileSync(
    join(profiles, "profiles.yml"),
    JSON.stringify({ warehouse: { target: "w", outputs: { w: output } } }),
  );
  const cwd = join(given.kit, "dbt");
  const quiet = { DBT_SEND_ANONYMOUS_USAGE_STATS: "false", DBT_TARGET_PATH: join(given.folder, "target") };
  const common = { ...quiet, DBT_LOG_PATH: join(given.folder, "logs"), PATH: process.env.PATH ?? "" };
  const supervisor = join(root, "runtime-environments", "supervisor");
  const supervised = {
    argv: ["python3", "-S", "-E", supervisor, "dbt", "build"],
    env: {
      ...common,
      AIRFLOW_CONN_WAREHOUSE: given.connection,
      ADP_RUNNER_DBT_PYTHON: given.dbt,
      ADP_RUNNER_DBT_SCHEMA: "dbt",
      ADP_RUNNER_RESULT: join(given.folder, "result", "return.json"),
    },
  };
  const bare = {
    argv: [join(given.dbt, "..", "dbt"), "build", "--profiles-dir", profiles],
    env: { ...common, DBT_ENV_SECRET_W: decodeURIComponent(password) },
  };
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round <= given.times; round++)
    for (const [index, { argv, env }] of [supervised, bare].entries()) {
      const first = await firstWord(argv, env, cwd);
      if (round > 0) taken[index]?.push(first);
    }
  const [own, other] = [median(taken[0]), median(taken[1])];
  return {
    name: "a runner's start to dbt's first line",
    measured: seconds(own / 1000),
    beside: `${seconds(other / 1000)} dbt alone, ${(own / other).toFixed(2)}x`,
    goal: "under 1.3x",
    met: own < 1.3 * other,
  };
}

/** Milliseconds until the tool says something; its whole run has to end well. */
function firstWord(argv: readonly string[], env: Record<string, string>, cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const [program = "", ...args] = argv;
    const started = performance.now();
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
    let first: number | undefined;
    child.stdout.on("data", () => {
      first ??= performance.now() - started;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0 && first !== undefined) resolve(first);
      else reject(new Error(`${argv.join(" ")} exited with ${code}`));
    });
  });
}

/** What a DAG file with a runner costs beside one with a task of Python, Airflow itself being loaded. */
async function measureParse(dev: Dev): Promise<Claim> {
  const program = (body: string) => `import time
from airflow.sdk import dag, task
from datetime import datetime
import airflow.sdk.bases.operator, airflow.sdk.bases.decorator
@dag(schedule=None, start_date=datetime(2026, 1, 1))
def other():
    @task
    def one(): pass
    one()
other()
began = time.perf_counter()
@dag(schedule=None, start_date=datetime(2026, 1, 1))
def measured():
${body}
measured()
print((time.perf_counter() - began) * 1000)`;
  const bodies = [
    "    from adp_runners import Runner, RunnerProcessOperator\n    RunnerProcessOperator(task_id='a', runner=Runner('dbt', ['dbt', 'build']))",
    "    @task\n    def two(): pass\n    two()",
  ];
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round++)
    for (const [index, body] of bodies.entries()) {
      const { stdout } = await dev("exec", "python", "-c", program(body));
      taken[index]?.push(Number(stdout.trim().split("\n").at(-1)));
    }
  const [own, other] = [median(taken[0]), median(taken[1])];
  return {
    name: "a process operator in a DAG file's parse",
    measured: `${own.toFixed(1)} ms`,
    beside: `${other.toFixed(1)} ms a @task`,
    goal: "under 20 ms",
    met: own < 20,
  };
}
