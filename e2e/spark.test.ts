// One DAG chains the flights' extract and merge, dbt and Spark on the embedded engine, and the three agree. Then Spark alone
// under the supervisor: a login that is refused, a cancel, and a cluster of a master and two workers.
// @suite ci, 250 s
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flightsPackage } from "./suites/flights.ts";
import { sparkPython } from "./suites/spark.ts";
import { venv } from "./suites/venv.ts";
import { adp, copyExample, root, scratch } from "./world/adp.ts";
import { checkToolsAgree, works } from "./world/flights-tools.ts";
import { type Service, skipReason, start, until } from "./world/lib/index.ts";

let world: ReturnType<typeof scratch>;
let kit = "";
const services: Service[] = [];
let python = "";

const skip = skipReason("java");

describe.skipIf(skip !== undefined)(`Spark${skip ? ` (${skip})` : ""}`, () => {
  beforeAll(async () => {
    world = scratch("spark");
    kit = join(world.folder, "flights");
    python = await sparkPython(root);
  });

  afterAll(async () => {
    for (const service of services) await service.stop();
    await adp(["dev", "stop"], { cwd: kit });
    world?.close();
  });

  const dev = (...words: string[]) => adp(["dev", ...words], { cwd: kit, env: { CI: "true" } });

  const compares =
    "from nyc_flights import compare, warehouse; compare.require(warehouse.connect_by_environment(), 'test')";

  test("extract, merge, dbt and Spark in one DAG: the three agree to the row and the minute", async () => {
    const lock = join(root, "runtime-environments", "dbt-runner", "requirements.txt");
    const dbt = join(await venv(root, "dbt-runner", lock), "python");
    const source = await flightsPackage(root);
    copyExample("nyc-flights-incremental", kit);
    appendFileSync(join(kit, ".env"), `ADP_RUNNER_DBT_PYTHON=${dbt}\nADP_RUNNER_SPARK_PYTHON=${python}\n`);
    await works(dev, "start", "--engine", "embedded", "--airflow", "3.3");
    const deliver = ["--package", source, "--to", "include/source", "--day"];
    await works(dev, "exec", "python", "-m", "nyc_flights.source", ...deliver, "1", "--months", "2");
    await checkToolsAgree(dev);

    // A figure that differs by a minute is found.
    await works(
      dev,
      "sql",
      "update dbt.delays_by_carrier_month set arrival_delay_minutes = arrival_delay_minutes + 1 where carrier = 'UA'",
    );
    const differs = await dev("exec", "python", "-c", compares);
    expect(differs.stderr + differs.stdout).toContain("NYC-CMP-001: dbt and SQL do not agree.");
  });

  describe("alone", () => {
    interface Result {
      readonly state: string;
      readonly exit?: number;
      readonly reason?: { readonly code: string };
      readonly details: { readonly report?: unknown };
    }

    /** Spark under the supervisor, on a program of one's own. */
    function submits(
      name: string,
      program: string,
      words: readonly string[],
      env: Record<string, string> = {},
    ) {
      const file = join(world.folder, `${name}.py`);
      writeFileSync(file, program);
      const result = join(world.folder, `${name}-result`, "return.json");
      const supervisor = join(root, "runtime-environments", "supervisor");
      const small = ["--driver-memory", "600m", "--conf", "spark.log.level=WARN"];
      const service = start(
        ["python3", "-S", "-E", supervisor, "spark", ...small, ...words, file],
        join(world.folder, `${name}.log`),
        { env: { ADP_RUNNER_SPARK_PYTHON: python, ADP_RUNNER_RESULT: result, ...env } },
      );
      services.push(service);
      return { service, result: () => JSON.parse(readFileSync(result, "utf8")) as Result };
    }

    function isRunning(pid: number): boolean {
      const stat = `/proc/${pid}/stat`;
      try {
        return readFileSync(stat, "utf8").replace(/^.*\) /s, "")[0] !== "Z";
      } catch {
        return false;
      }
    }

    const minutes = { timeoutMs: 400_000 };
    const begins = "import json, os, time\nfrom pyspark.sql import SparkSession\n";

    test("a login that the database refuses is a credential's failure, and no password is in the log", async () => {
      const print = "import os; print(os.environ['AIRFLOW_CONN_WAREHOUSE'])";
      const address = new URL((await works(dev, "exec", "python", "-c", print)).trim());
      address.password = "not-the-password-8";
      address.search = "";
      const program = `${begins}
spark = SparkSession.builder.getOrCreate()
login = {"url": os.environ["ADP_RUNNER_JDBC_URL"], "user": os.environ["ADP_RUNNER_JDBC_USER"]}
login["password"] = os.environ["ADP_RUNNER_JDBC_PASSWORD"]
print("as", login)
spark.read.format("jdbc").options(**login, dbtable="silver.flight").load()
`;
      const { service, result } = submits("refused", program, ["--master", "local[1]"], {
        AIRFLOW_CONN_WAREHOUSE: address.href,
      });
      await until("the refusal", () => service.ended(), minutes);
      expect(result(), service.output()).toMatchObject({
        state: "credential",
        exit: 77,
        reason: { code: "RNR-015" },
      });
      expect(service.output()).toContain("'password': '***'");
      expect(service.output()).not.toContain("not-the-password-8");
    });

    test("a cancel stops Java, Python and what they do, and the result says so", async () => {
      const ready = join(world.folder, "ready");
      const program = `${begins}
spark = SparkSession.builder.getOrCreate()
def wait(one):
    with open(${JSON.stringify(`${ready}.new`)}, "w") as file:
        json.dump([os.getpid(), os.getppid()], file)
    os.rename(${JSON.stringify(`${ready}.new`)}, ${JSON.stringify(ready)})
    time.sleep(600)
spark.sparkContext.parallelize([1], 1).foreach(wait)
`;
      const { service, result } = submits("cancelled", program, ["--master", "local[1]"]);
      await until("the work", () => existsSync(ready), { ...minutes, service });
      process.kill(service.pid, "SIGTERM");
      await until("the stop", () => service.ended(), minutes);
      expect(result(), service.output()).toMatchObject({ state: "cancelled", exit: 143 });
      const pids = JSON.parse(readFileSync(ready, "utf8")) as number[];
      await until("the end of Python's processes", () => !pids.some(isRunning));
    });

    test("a master and two workers share a job, and get their executors back", async () => {
      const env = { PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1" };
      const daemon = (name: string, kind: string, ...words: string[]) => {
        const argv = [join(python, "..", "spark-class"), `org.apache.spark.deploy.${kind}`] as const;
        const all = [...words, "--host", "127.0.0.1", "--webui-port", "0"];
        const service = start([...argv, ...all], join(world.folder, `${name}.log`), { env });
        services.push(service);
        return service;
      };
      const master = daemon("master", "master.Master", "--port", "0");
      const address = () => /Starting Spark master at (spark:\S+)/.exec(master.output())?.[1];
      await until("the master", () => address() !== undefined, { ...minutes, service: master });
      for (const name of ["worker1", "worker2"])
        daemon(
          name,
          "worker.Worker",
          address() ?? "",
          "--cores",
          "1",
          "--memory",
          "600m",
          "--work-dir",
          join(world.folder, name),
        );
      const registered = () => master.output().match(/Registering worker/g)?.length;
      await until("two workers", () => registered() === 2, { ...minutes, service: master });

      const program = `${begins}
spark = SparkSession.builder.getOrCreate()
total = spark.range(0, 1000, 1, 4).selectExpr("sum(id)").first()[0]
executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
with open(os.environ["ADP_RUNNER_REPORT"], "w") as report:
    json.dump({"executors": executors, "total": total}, report)
`;
      const both = [
        "--total-executor-cores",
        "2",
        "--conf",
        "spark.scheduler.minRegisteredResourcesRatio=1.0",
      ];
      const words = ["--master", address() ?? "", "--executor-memory", "512m", ...both];
      const shared = submits("shared", program, [...words, "--conf", "spark.driver.host=127.0.0.1"], env);
      await until("the job", () => shared.service.ended(), minutes);
      expect(shared.result(), shared.service.output()).toMatchObject({
        state: "ok",
        details: { report: { executors: 2, total: 499_500 } },
      });
      await until("the executors' end", () => /Removing app/.test(master.output()), minutes);
    });
  });
});
