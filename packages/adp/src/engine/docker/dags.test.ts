import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Docker } from "../../docker/index.ts";
import {
  type Answer,
  type DockerStandIn,
  dockerStandIn,
  inPlaceOfDocker,
} from "../../docker/testing/docker-stand-in.ts";
import { openOutput } from "../../kernel/output.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { Progress } from "../../kernel/progress.ts";
import { servicesOf } from "./containers.ts";
import { DockerDags } from "./dags.ts";
import { DockerLogs } from "./logs.ts";
import { runningOnDocker, stopOnDocker } from "./running.ts";

// What a real engine does with it is seen in e2e/dev-docker.test.ts.

let datakit: string;
let standIn: DockerStandIn;
beforeEach(() => {
  datakit = mkdtempSync(join(tmpdir(), "adp-kit-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  standIn.close();
  rmSync(datakit, { recursive: true, force: true });
});

const container = (name: string, labels: Record<string, string> = {}) => ({
  ...{ Id: `id-of-${name}`, Name: `/kit-${name}-1` },
  State: { Status: "running", ExitCode: 0, StartedAt: "2026-01-01T00:00:00Z", Pid: 7 },
  Config: {
    Image: "kit:latest",
    Env: ["PATH=/opt/bin:/bin", "PYTHONPATH=/usr/local/airflow"],
    Labels: {
      "com.docker.compose.service": name,
      "com.docker.compose.project": "adp_kit_1",
      "com.docker.compose.project.working_dir": "/gone/kit",
      ...labels,
    },
  },
});
const running = (...containers: ReturnType<typeof container>[]): Record<string, Answer> => ({
  version: { stdout: "26.1.5\n" },
  ps: { stdout: `${containers.map(({ Id }) => Id).join("\n")}\n` },
  "container inspect": { stdout: `${JSON.stringify(containers)}\n` },
});

function docker(answers: Record<string, Answer>): Docker {
  standIn = dockerStandIn(answers);
  inPlaceOfDocker(standIn);
  return new Docker();
}

function dags(engine: Docker): DockerDags {
  return new DockerDags({
    ...{ docker: engine, datakit, name: "kit-dags", progress: new Progress(openOutput({ json: true })) },
    services: () => servicesOf(engine, datakit),
    prepare: () => Promise.reject(new Error("the scheduler runs")),
    down: () => Promise.reject(new Error("nothing was started")),
  });
}

test("a program runs in the scheduler's container, finds dags/ last, and leaves nothing there", async () => {
  const opened = dags(docker({ ...running(container("scheduler")), exec: { stdout: "said\n" } }));
  await opened.open();
  expect(opened.bin).toBe("/opt/bin");
  const done = await opened.run(["pytest", `${datakit}/tests`], { quiet: true });
  expect(done).toMatchObject({ code: 0, stdout: "said\n" });
  await opened.close();
  const calls = standIn.calls().filter((call) => call.startsWith("exec"));
  expect(calls.some((call) => call.includes("id-of-scheduler pytest /usr/local/airflow/tests"))).toBe(true);
  expect(calls.join("\n")).toContain(`PYTHONPATH=/usr/local/airflow:${opened.scratch}`);
  expect(standIn.calls().at(-1)).toMatch(new RegExp(`ADP_EXEC=[0-9a-f]{16} ${opened.scratch}$`));
});

test("a program that the container has not is told from one that fails", async () => {
  const none = { "exec id-of-scheduler sh -c command": { code: 127 } };
  const opened = dags(docker({ ...running(container("scheduler")), ...none, exec: {} }));
  await opened.open();
  const done = await opened.run(["no-such-program"], { quiet: true });
  expect(done instanceof ProcessFailure && done.kind).toBe("spawn-failed");
});

test("a container that a command started beside the services is none of them", async () => {
  const one = container("scheduler", { "com.docker.compose.oneoff": "True" });
  expect(await servicesOf(docker(running(one)), datakit)).toEqual([]);
});

test("what runs of this clone: also where a datakit's folder is gone; all of it is stopped by its project", async () => {
  const engine = docker({ ...running(container("scheduler"), container("web")), compose: {} });
  expect(await runningOnDocker(engine)).toEqual([
    { datakit: "/gone/kit", project: "adp_kit_1", containers: 2 },
  ]);
  expect(await stopOnDocker(engine)).toBe(2);
  expect(standIn.calls().at(-1)).toBe("compose --project-name=adp_kit_1 down --timeout 10");
});

test("no engine answers: nothing runs", async () => {
  expect(await runningOnDocker(docker({ version: { code: 1 } }))).toEqual([]);
});

test("what a service printed, in the order in which it did, whichever the stream", async () => {
  const engine = docker({
    ...running(container("scheduler")),
    "logs --timestamps": {
      stdout: "2026-01-01T00:00:01.000000000Z one\n2026-01-01T00:00:03.000000000Z three\n",
      stderr: "2026-01-01T00:00:02.000000000Z two\n2026-01-01T00:00:04.000000000Z \n",
    },
  });
  const runFolder = join(datakit, ".adp", "run");
  const logs = new DockerLogs({ docker: engine, runFolder, services: () => servicesOf(engine, datakit) });
  const [log] = await logs.find("scheduler");
  expect(statSync(log?.path ?? "").size).toBe("one\ntwo\nthree\n\n".length);
  expect(log).toMatchObject({ name: "scheduler" });

  // Copies of a command that still runs are its own; of one that has ended, nobody's.
  const [living, ended] = [process.ppid, 2 ** 30].map((pid) => join(runFolder, "docker", String(pid)));
  for (const folder of [living, ended]) mkdirSync(folder ?? "");
  await logs.find("scheduler");
  expect([existsSync(living ?? ""), existsSync(ended ?? "")]).toEqual([true, false]);
});
