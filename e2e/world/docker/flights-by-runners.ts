import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkToolsAgree, type Dev, works } from "../flights-tools.ts";
import type { Engine } from "./engine.ts";

// The flights with dbt and Spark in containers that Airflow, in a container itself, starts through the engine proxy.

interface Checked {
  /** Where the datakit runs. */
  readonly engine: Engine;
  readonly dev: Dev;
}

/** Every container that was ever asked for through a proxy. */
const byProxy = ["ps", "--all", "--quiet", "--filter", "label=io.airflow-data-platform.engine-proxy"];

/** Makes the example a datakit with the engine proxy, by the line of its README, and with dbt for the process operator. */
export function useProxy(kit: string): void {
  cpSync(join(kit, "docker-compose.runners.yml"), join(kit, "docker-compose.override.yml"));
  const dockerfile = [
    "FROM layer1-airflow:latest",
    "COPY --from=dbt-runner:latest /opt/dbt /opt/dbt",
    "COPY --from=dbt-runner:latest /opt/runner /opt/runner",
    "ENV ADP_RUNNERS_HOME=/opt/runner",
  ];
  writeFileSync(join(kit, "Dockerfile"), `${dockerfile.join("\n")}\n`);
  const attacks = "engine_proxy_attacks.py";
  cpSync(join(import.meta.dirname, "..", "programs", attacks), join(kit, "include", attacks));
}

/** Registers the tests. `of` is called when they run. */
export function checkFlightsByRunners(of: () => Checked): void {
  test("extract, merge, dbt and Spark in one DAG: the three agree, and no container is left", async () => {
    const { dev, engine } = of();
    await checkToolsAgree(dev);
    expect(engine.docker(...byProxy)).toBe("");
  });

  test("an attacker in a DAG gets nothing of the engine but a runner's calls", async () => {
    const { engine } = of();
    const listed = () => engine.docker("ps", "--all", "--format", "{{.ID}} {{.State}}");
    const before = listed();
    const warehouse = engine.docker("ps", "--quiet", "--no-trunc", "--filter", "name=platform-warehouse");
    expect(warehouse).toMatch(/^[0-9a-f]{64}$/);
    const attacks = JSON.parse(
      await works(of().dev, "exec", "python", "include/engine_proxy_attacks.py", warehouse),
    ) as Record<string, string>;
    const passed = Object.entries(attacks).filter(([, said]) => !/^RNR-20\d /.test(said));
    expect(passed).toEqual([]);
    expect(Object.keys(attacks).length).toBeGreaterThan(25);
    expect(engine.docker(...byProxy)).toBe("");
    expect(listed()).toBe(before);
    // Nothing else of the datakit has the socket, and in the scheduler only Airflow's group opens it.
    const inside = (service: string, ...words: string[]) =>
      engine.docker(
        "exec",
        ...words.slice(0, -1),
        container(engine, service),
        "sh",
        "-c",
        words.at(-1) ?? "",
      );
    expect(inside("triggerer", "ls /run/engine-proxy /var/run/docker.sock 2>&1 || true")).toMatch(
      /(No such file.*){2}/s,
    );
    expect(inside("scheduler", "ls /var/run/docker.sock 2>&1 || true")).toContain("No such file");
    const open = `python3 -c "import socket; socket.socket(socket.AF_UNIX).connect('/run/engine-proxy/docker.sock')" 2>&1 || true`;
    expect(inside("scheduler", "--user=1234:1234", open)).toContain("PermissionError");
    expect(inside("scheduler", open)).toBe("");
    const shown = JSON.parse(engine.docker("inspect", container(engine, "engine-proxy"))) as [
      { HostConfig: { NetworkMode: string; CapDrop: string[]; ReadonlyRootfs: boolean } },
    ];
    expect(shown[0].HostConfig).toMatchObject({
      NetworkMode: "none",
      CapDrop: ["ALL"],
      ReadonlyRootfs: true,
    });
  });

  test("what a task is told: what was refused, and without the proxy that it runs as a process, or what to do", async () => {
    const ran = await of().dev("exec", "python", "-c", operators);
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    const said = ran.stdout + ran.stderr;
    const declared = "is not declared. Add it to ENGINE_PROXY_IMAGES";
    expect(said).toContain(`1: AirflowFailException RNR-202 The image "debian:bookworm-slim" ${declared}`);
    expect(said).toMatch(
      /2: RunnerError RNR-105 No Docker engine answers at unix:\/\/\/nowhere\.sock\..*engine proxy/,
    );
    expect(said).toContain("No Docker engine can be reached from here: dbt runs as a process.");
    expect(said).toMatch(/dbt ok: .*^3: ok /ms);
    expect(said).toMatch(/4: RunnerError RNR-103 \/nowhere holds no supervisor\..*engine proxy/);
  });

  test("stop leaves no container, also where a task did not end its own", async () => {
    const { engine } = of();
    await works(of().dev, "exec", "python", "include/engine_proxy_attacks.py", "0", "--leave");
    expect(engine.docker(...byProxy)).toMatch(/^\w+$/);
    await works(of().dev, "stop");
    expect(engine.docker(...byProxy)).toBe("");
  });
}

/** Runs in the scheduler's container: the Docker operator, then the DAG's own choice where no engine can be reached. */
const operators = `import os, sys
sys.path.insert(0, "dags")
from adp_runners import Runner, RunnerDockerOperator
class Task:
    dag_id = run_id = task_id = "a"
    map_index = -1
    def xcom_push(self, **given): pass
def tell(number, runs):
    try:
        found = runs().execute({"ti": Task()})
        print(f"{number}:", found["state"], found["summary"], flush=True)
    except Exception as error:
        print(f"{number}:", type(error).__name__, error, flush=True)
dbt = Runner("dbt", ["dbt", "build"], environment={"ADP_RUNNER_DBT_SCHEMA": "dbt"})
other = Runner("dbt", ["dbt", "--help"], image="debian:bookworm-slim", connection=None)
tell(1, lambda: RunnerDockerOperator(task_id="a", runner=other))
os.environ["DOCKER_HOST"] = "unix:///nowhere.sock"
tell(2, lambda: RunnerDockerOperator(task_id="a", runner=other))
del os.environ["DOCKER_HOST"]
import nyc_flights_tools as tools
tell(3, lambda: tools.operator("a", dbt, tools.DATAKIT / "dbt"))
os.environ["ADP_RUNNERS_HOME"] = "/nowhere"
tell(4, lambda: tools.operator("a", dbt, tools.DATAKIT / "dbt"))
`;

function container(engine: Engine, service: string): string {
  return engine.docker("ps", "--quiet", "--filter", `label=com.docker.compose.service=${service}`);
}
