import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../e2e/world/adp.ts";
import { untilRead } from "../e2e/world/engine-checks.ts";
import type { Finished } from "../packages/adp/src/kernel/process.ts";
import { type Claim, median, seconds } from "./measure.ts";

export type Dev = (...words: string[]) => Promise<Finished>;

/** What the supervisor adds until dbt says its first word, as a process and in a container. */
export async function measureFirstLine(given: {
  readonly dbt: string;
  readonly connection: string;
  readonly kit: string;
  /** Of dbt; undefined where none is here. */
  readonly image: string | undefined;
  readonly folder: string;
  readonly times: number;
}): Promise<{ readonly claim: Claim; readonly bare: number }> {
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
  const contained = {
    argv: [
      ...["docker", "run", "--rm", "--network", "host", "--env", "AIRFLOW_CONN_WAREHOUSE"],
      ...[
        "--env",
        "ADP_RUNNER_DBT_SCHEMA=dbt",
        "--volume",
        `${cwd}:/project:ro`,
        given.image ?? "",
        "dbt",
        "build",
      ],
    ],
    env: { ...common, AIRFLOW_CONN_WAREHOUSE: given.connection },
  };
  const all = [supervised, bare, ...(given.image === undefined ? [] : [contained])];
  const taken: number[][] = all.map(() => []);
  for (let round = 0; round <= given.times; round++)
    for (const [index, { argv, env }] of all.entries()) {
      const first = await firstWord(argv, env, cwd);
      if (round > 0) taken[index]?.push(first / 1000);
    }
  const [own = Number.NaN, other = Number.NaN, docker] = taken.map(median);
  const claim = {
    name: "a runner's start to dbt's first line",
    measured: `process ${seconds(own)}, ${docker === undefined ? "Docker: no image here" : `docker run ${seconds(docker)}`}`,
    beside: `${seconds(other)} dbt alone, ${(own / other).toFixed(2)}x`,
    goal: "under 1.3x as a process",
    met: own < 1.3 * other,
  };
  return { claim, bare: other };
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

/** From Airflow's start of a task to dbt's first line, by both operators: Airflow's own start is in it. */
export async function measureTaskStart(given: {
  readonly dev: Dev;
  readonly kit: string;
  /** Seconds of dbt alone. */
  readonly bare: number;
  readonly image: string | undefined;
  readonly times: number;
}): Promise<Claim> {
  const { dev, kit, image } = given;
  writeFileSync(join(kit, "dags", "first_line.py"), dag(join(kit, "dbt"), image));
  await untilRead(dev, ["first_line"]);
  const taken = new Map<string, number[]>();
  for (let round = 0; round <= given.times; round++) {
    const { runId } = JSON.parse((await dev("run", "first_line", "--json")).stdout) as { runId: string };
    const states = ["airflow", "tasks", "states-for-dag-run", "first_line", runId, "--output", "json"];
    const { stdout } = await dev(...states);
    const tasks = JSON.parse(stdout.slice(stdout.indexOf("["))) as { task_id: string; start_date: string }[];
    for (const { task_id, start_date } of tasks) {
      const folder = join(kit, ".adp", "run", "airflow", "logs", "dag_id=first_line", `run_id=${runId}`);
      const log = readFileSync(join(folder, `task_id=${task_id}`, "attempt=1.log"), "utf8");
      // A line of the supervisor's log, inside of a line of Airflow's.
      const said = /\\"time\\": \\"([^"\\]+)\\", \\"level\\": \\"\w+\\", \\"source\\": \\"dbt\\"/.exec(
        log,
      )?.[1];
      if (said === undefined) throw new Error(`dbt said nothing in ${task_id}: ${log}`);
      if (round > 0)
        taken.set(task_id, [
          ...(taken.get(task_id) ?? []),
          (Date.parse(said) - Date.parse(start_date)) / 1000,
        ]);
    }
  }
  const told = [...taken].map(([task, values]) => `${task.replace("_", " ")} ${seconds(median(values))}`);
  return {
    name: "a task's start to dbt's first line, with Airflow's own start",
    measured: `${told.sort().reverse().join(", ")}${image === undefined ? ", Docker: no image here" : ""}`,
    beside: `${seconds(given.bare)} dbt alone`,
    goal: "",
  };
}

const dag = (project: string, image: string | undefined) => `from datetime import datetime
from airflow.sdk import dag
from adp_runners import Mount, Runner, RunnerProcessOperator

PROJECT = ${JSON.stringify(project)}


@dag(schedule=None, start_date=datetime(2026, 1, 1), max_active_tasks=1)
def first_line():
    given = {"environment": {"ADP_RUNNER_DBT_SCHEMA": "dbt"}}
    last = RunnerProcessOperator(task_id="by_process", runner=Runner("dbt", ["build"], **given), folder=PROJECT)
${
  image === undefined
    ? ""
    : `    from adp_runners import RunnerDockerOperator

    seen = Runner("dbt", ["build"], image="${image}", mounts=[Mount(PROJECT, "/project")], **given)
    last >> RunnerDockerOperator(task_id="by_docker", runner=seen, network_mode="host")
`
}

first_line()
`;
