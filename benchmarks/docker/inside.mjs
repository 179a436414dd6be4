// What docker/index.ts measures where the engine's ports are. Prints the seconds as JSON.
//   inside.mjs up PORT RECORD PATH       `docker compose up`, as adp called it, until every service answers healthy
//   inside.mjs edits PORT KIT TIMES      from an edit of a DAG until Airflow's API names its new task
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const [part, port, folder, more] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;
// Node.js ends while all that it waits for is an answer.
const busy = setInterval(() => undefined, 60_000);
process.stdout.write(JSON.stringify(part === "up" ? [await bareStart()] : await edits()));
clearInterval(busy);

async function seconds(work, ready) {
  const started = performance.now();
  work();
  while (!(await ready().catch(() => false))) {
    if (performance.now() - started > 300_000) throw new Error("not ready within 300 s");
    await sleep(100);
  }
  return (performance.now() - started) / 1000;
}

async function bareStart() {
  const strings = (name) => readFileSync(join(folder, name), "utf8").split("\0").slice(0, -1);
  const env = Object.fromEntries(strings("env").map((line) => line.split(/=([\s\S]*)/).slice(0, 2)));
  const compose = () => {
    const done = spawnSync("docker", strings("argv"), {
      env: { ...env, PATH: process.env.PATH },
      encoding: "utf8",
    });
    if (done.status !== 0) throw new Error(done.stderr);
  };
  return seconds(compose, async () => {
    // What is asked while the engine still makes the port's way into the container may hang for good.
    const answer = await fetch(base + more, { signal: AbortSignal.timeout(2000) });
    const parts = Object.values(await answer.json()).filter((one) => typeof one?.status === "string");
    return parts.length >= 3 && parts.every(({ status }) => status === "healthy");
  });
}

async function edits() {
  const login = {
    username: "admin",
    password: readFileSync(join(folder, ".adp/run/admin-password"), "utf8").trim(),
  };
  const body = JSON.stringify(login);
  const asked = await fetch(`${base}/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  // Airflow 2 has no tokens.
  const authorization = asked.ok
    ? `Bearer ${(await asked.json()).access_token}`
    : `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const page = `${base}/api/${asked.ok ? "v2" : "v1"}/dags/edited/tasks`;
  const taken = [];
  for (let edit = 0; edit <= Number(more); edit++) {
    const write = () => writeFileSync(join(folder, "dags", "edited.py"), dag(`task_${edit}`));
    const took = await seconds(write, async () => {
      const answer = await fetch(page, { headers: { authorization }, signal: AbortSignal.timeout(20_000) });
      return answer.ok && (await answer.text()).includes(`"task_${edit}"`);
    });
    // The first is not an edit: Airflow finds a new file.
    if (edit > 0) taken.push(took);
  }
  return taken;
}

function dag(task) {
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
