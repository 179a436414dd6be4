import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { flightsPackage } from "../e2e/suites/flights.ts";
import { sparkPython } from "../e2e/suites/spark.ts";
import { venv } from "../e2e/suites/venv.ts";
import { adp, copyExample, document, root, scratch } from "../e2e/world/adp.ts";
import { Docker } from "../packages/adp/src/docker/index.ts";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { listRunners } from "../packages/adp/src/runners/index.ts";
import { type Claim, median, seconds } from "./measure.ts";
import { type Dev, measureFirstLine, measureTaskStart } from "./runner-start.ts";

/**
 * The runners: what the supervisor and a container add, what the operators cost a DAG file, three tools beside a COPY, and the
 * images. Those that are here are measured: `adp runners build` builds them.
 */
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
    const images = (await listRunners(new Docker()).catch(() => [])).filter(({ inUse }) => inUse);
    const image = images.find(({ runner }) => runner === "dbt") && "dbt-runner:latest";
    appendFileSync(join(kit, "requirements.txt"), "apache-airflow-providers-docker==4.6.1\n");
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
    const given = { dbt, connection, kit, image, folder: world.folder, times: quick ? 3 : 7 };
    const { claim, bare } = await measureFirstLine(given);
    return [
      claim,
      await measureTaskStart({ dev, kit, bare, image, times: quick ? 1 : 3 }),
      await measureParse(dev),
      flights,
      {
        name: "a runner's image",
        measured: images.map(({ runner, megabytes }) => `${runner} ${megabytes} MB`).join(", ") || notHere,
        beside: "",
        goal: "",
      },
    ];
  } finally {
    await adp(["dev", "stop"], { cwd: kit });
    world.close();
  }
}

const notHere = "not here: adp runners build dbt";

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
began = time.process_time()
@dag(schedule=None, start_date=datetime(2026, 1, 1))
def measured():
${body}
measured()
print((time.process_time() - began) * 1000)`;
  const bodies = ["Process", "Docker"].map(
    (kind) =>
      `    from adp_runners import Runner, Runner${kind}Operator\n    Runner${kind}Operator(task_id='a', runner=Runner('dbt', ['dbt', 'build']))`,
  );
  bodies.push("    @task\n    def two(): pass\n    two()");
  const taken: number[][] = bodies.map(() => []);
  for (let round = 0; round < 5; round++)
    for (const [index, body] of bodies.entries()) {
      const { stdout } = await dev("exec", "python", "-c", program(body));
      taken[index]?.push(Number(stdout.trim().split("\n").at(-1)));
    }
  const [own = Number.NaN, docker = Number.NaN, other = Number.NaN] = taken.map(median);
  return {
    name: "an operator in a DAG file's parse",
    measured: `process ${own.toFixed(1)} ms of CPU, Docker ${docker.toFixed(0)} ms (the provider's own import)`,
    beside: `${other.toFixed(1)} ms a @task`,
    goal: "under 20 ms for a process",
    met: own < 20,
  };
}
