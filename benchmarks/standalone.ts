import { mkdirSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { root, scratch } from "../e2e/world/adp.ts";
import { until } from "../e2e/world/lib/index.ts";
import {
  connect,
  preparePostgres,
  startPostgres,
  uri,
} from "../packages/adp/src/engine/embedded/postgres/index.ts";
import { prepareAirflow } from "../packages/adp/src/engine/embedded/python/index.ts";
import { Daemons } from "../packages/adp/src/kernel/daemon.ts";
import { freePort } from "../packages/adp/src/kernel/port.ts";
import { BareClock } from "../packages/adp/src/kernel/progress.ts";
import { Secret } from "../packages/adp/src/kernel/secret.ts";
import { type Claim, seconds } from "./measure.ts";

export interface Standalone {
  readonly claims: Claim[];
  /** Seconds of `airflow standalone`, from its start until every service is healthy; it migrates first. */
  readonly airflow: number;
  /** Seconds of initdb and start until a login works. */
  readonly postgres: number;
}

/** The bare cost: Airflow's own `standalone` on the same PostgreSQL, without adp. */
export async function measureStandalone(): Promise<Standalone> {
  const world = scratch("standalone");
  const daemons = new Daemons(world.folder);
  const clock = new BareClock();
  const engineFolder = join(root, ".adp", "run", "engine");
  try {
    const airflow = await prepareAirflow({ engineFolder, line: "3.3", clock });
    const binaries = await preparePostgres({ engineFolder, clock });
    const [postgresPort, webPort] = [await freePort(), await freePort()];
    const password = Secret.random();
    const login = { port: postgresPort, role: "airflow", password };
    const begun = performance.now();
    await startPostgres({
      folder: join(world.folder, "postgres"),
      binaries,
      port: postgresPort,
      superuser: Secret.random(),
      roles: [{ name: "airflow", password, databases: ["airflow"] }],
      daemons,
      clock,
    });
    await (await connect(login)).end();
    const postgres = (performance.now() - begun) / 1000;

    const home = join(world.folder, "airflow");
    mkdirSync(join(home, "dags"), { recursive: true });
    const started = performance.now();
    daemons.start({
      name: "standalone",
      argv: [airflow.airflow, "standalone"],
      cwd: home,
      env: {
        PATH: `${airflow.bin}:${process.env.PATH}`,
        HOME: home,
        AIRFLOW_HOME: home,
        AIRFLOW__CORE__LOAD_EXAMPLES: "False",
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: uri(login, "postgresql+psycopg2"),
        AIRFLOW__API__PORT: String(webPort),
        AIRFLOW__API__HOST: "127.0.0.1",
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${webPort}/execution/`,
        AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: "False",
      },
    });
    await healthy(webPort, daemons);
    const taken = (performance.now() - started) / 1000;
    return {
      airflow: taken,
      postgres,
      claims: [
        { name: "PostgreSQL: initdb, start, roles", measured: seconds(postgres), beside: "", goal: "" },
        {
          name: "airflow standalone to health",
          measured: seconds(taken),
          beside: "the bare cost",
          goal: "",
        },
      ],
    };
  } finally {
    await daemons.stop();
    world.close();
  }
}

const healthyPart = z.looseObject({ status: z.literal("healthy") });
/** Airflow's answer when every service is healthy. */
const health = z.looseObject({
  metadatabase: healthyPart,
  scheduler: healthyPart,
  triggerer: healthyPart,
  dag_processor: healthyPart,
});

async function healthy(port: number, daemons: Daemons): Promise<void> {
  const ready = async () => {
    if (daemons.alive("standalone") === undefined) throw new Error(daemons.tail("standalone", 20).join("\n"));
    let answer: Response;
    try {
      answer = await fetch(`http://127.0.0.1:${port}/api/v2/monitor/health`);
    } catch {
      // Not listening yet.
      return false;
    }
    const body = health.safeParse(await answer.json());
    return body.success;
  };
  await until("airflow standalone", ready, { timeoutMs: 600_000, everyMs: 200 });
}
