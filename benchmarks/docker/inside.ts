// What docker/index.ts measures where the engine's ports are: inside.ts up|edits|rebuilds DATAKIT TIMES. Prints the seconds.
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../e2e/world/lib/index.ts";
import { Docker } from "../../packages/adp/src/docker/index.ts";
import { buildImage } from "../../packages/adp/src/engine/docker/build.ts";
import { compose, imageName } from "../../packages/adp/src/engine/docker/compose.ts";
import { unhealthy } from "../../packages/adp/src/engine/docker/health.ts";
import { type DockerState, readDockerState } from "../../packages/adp/src/engine/docker/state.ts";
import { ADMIN, AirflowApi } from "../../packages/adp/src/engine/embedded/airflow/index.ts";
import { stateOf } from "../../packages/adp/src/engine/embedded/packages.ts";
import { ProcessFailure } from "../../packages/adp/src/kernel/process.ts";
import { seconds } from "./world.ts";

const [part = "", datakit = "", times = "1"] = process.argv.slice(2);
const docker = new Docker();
const parts: Record<string, () => Promise<number[]>> = { up: bareStart, edits, rebuilds };
const found = parts[part];
if (found === undefined) throw new Error(`inside.ts knows: ${Object.keys(parts).join(", ")}`);
process.stdout.write(JSON.stringify(await found()));

function stateHere(): DockerState {
  const state = readDockerState(join(datakit, ".adp", "run"));
  if (state === undefined) throw new Error(`${datakit} was never started`);
  return state;
}

/** The bare `docker compose up` of the same file, until every service answers healthy. */
async function bareStart(): Promise<number[]> {
  const state = stateHere();
  const postgresImage = process.env.IMAGE_POSTGRES ?? "";
  const inputs = stateOf(join(datakit, "plugins"));
  const { project, env } = compose({ datakit, state, postgresImage, inputs });
  const password = state.admin;
  const api = new AirflowApi({ ...state, password, listener: async () => "ours" });
  const taken = await seconds(async () => {
    const up = await docker.composeUp(project, [], { env });
    if (up instanceof ProcessFailure) throw up;
    const healthy = async () => (await unhealthy(state.line, api)).length === 0;
    await until("health", healthy, { everyMs: 100 });
  });
  await docker.call(["compose", ...project, "down", "--timeout", "10"], { env });
  return [taken];
}

/** From an edit of a DAG, which adds a task, until Airflow's API names that task. One edit after the other. */
async function edits(): Promise<number[]> {
  const state = stateHere();
  const base = `http://127.0.0.1:${state.port}`;
  const three = state.line.startsWith("3");
  const headers = { Authorization: three ? `Bearer ${await token(base, state)}` : basic(state) };
  const page = `${base}/api/${three ? "v2" : "v1"}/dags/edited/tasks`;
  const names = async (task: string) => {
    const answer = await fetch(page, { headers });
    return answer.ok && (await answer.text()).includes(`"${task}"`);
  };
  const taken: number[] = [];
  for (let edit = 0; edit <= Number(times); edit++) {
    const task = `task_${edit}`;
    writeFileSync(join(datakit, "dags", "edited.py"), dag(task));
    const took = await seconds(() => until(task, () => names(task), { everyMs: 100 }));
    // The first is not an edit: Airflow finds a new file.
    if (edit > 0) taken.push(took);
  }
  return taken;
}

function basic({ admin }: DockerState): string {
  return `Basic ${Buffer.from(`${ADMIN}:${admin.reveal()}`).toString("base64")}`;
}

async function token(base: string, { admin }: DockerState): Promise<string> {
  const answer = await fetch(`${base}/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: ADMIN, password: admin.reveal() }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function dag(task: string): string {
  return `from datetime import datetime

from airflow.decorators import dag, task


@dag(dag_id="edited", schedule=None, start_date=datetime(2024, 1, 1), tags=["bench"])
def edited():
    @task
    def ${task}():
        pass

    ${task}()


edited()
`;
}

/** The datakit's image after an edit of its DAG: a bare docker build and adp's, in turn. The bare ones come first. */
async function rebuilds(): Promise<number[]> {
  const file = join(datakit, "dags", "rebuilt.py");
  const [bare, ours]: [number[], number[]] = [[], []];
  const edit = (round: string) => appendFileSync(file, `# ${round}\n`);
  const words = ["buildx", "build", "--quiet", "--load", "--tag", imageName(datakit), datakit];
  for (let round = 0; round < Number(times); round++) {
    edit(`bare ${round}`);
    bare.push(await seconds(() => docker.call(words)));
    edit(`ours ${round}`);
    ours.push(await seconds(() => buildImage(docker, datakit, () => undefined)));
  }
  return [...bare, ...ours];
}
