import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type Answer,
  type DockerStandIn,
  dockerStandIn,
  inPlaceOfDocker,
} from "../../docker/testing/docker-stand-in.ts";
import { openOutput } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";
import { DockerEngine } from "./engine.ts";

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

function engine(answers: Record<string, Answer>): DockerEngine {
  standIn = dockerStandIn({ info: { stdout: '{"ServerVersion":"26.1.5"}\n' }, ...answers });
  inPlaceOfDocker(standIn);
  vi.stubEnv("HOME", datakit);
  vi.stubEnv("XDG_STATE_HOME", "");
  vi.stubEnv("AIRFLOW_CONN_WAREHOUSE", "");
  const progress = new Progress(openOutput({ json: true }));
  return new DockerEngine({ runFolder: join(datakit, ".adp", "run"), datakit, progress });
}

test("nothing was started: stopped, no DAG can run, and there is no warehouse to ask", async () => {
  const none = engine({ ps: {} });
  expect(await none.status()).toMatchObject({ engine: "docker", state: "stopped", services: [] });
  await expect(none.run("d", {}, { task: () => undefined })).rejects.toMatchObject({ code: "ADP-RUN-004" });
  await expect(none.connectWarehouse()).rejects.toMatchObject({ code: "ADP-DEV-012" });
});

test("what the Astro CLI runs is named so, and neither stopped nor asked to run a DAG: ADP-DEV-007", async () => {
  const scheduler = {
    Id: "s1",
    Name: "/kit-scheduler-1",
    State: { Status: "running", ExitCode: 0, StartedAt: "2026-01-01T00:00:00Z", Pid: 7 },
    Config: { Image: "kit:latest", Env: [], Labels: { "com.docker.compose.service": "scheduler" } },
  };
  const of = (words: string, stdout: string) => ({ [words]: { stdout: `${stdout}\n` } });
  const other = engine({
    ...of(
      `ps --all --quiet --no-trunc --filter label=com.docker.compose.project.working_dir=${datakit}`,
      "s1",
    ),
    ps: {},
    ...of("container inspect", JSON.stringify([scheduler])),
    ...of("image inspect", '{"io.astronomer.docker.airflow.version":"3.3.2"}'),
  });
  expect(await other.status()).toMatchObject({
    state: "unhealthy",
    line: "3.3",
    services: [{ name: "scheduler", pid: 7, running: true, healthy: false }],
    problems: [expect.stringContaining("astro dev stop")],
  });
  await expect(other.stop()).rejects.toMatchObject({ code: "ADP-DEV-007" });
  await expect(other.run("d", {}, { task: () => undefined })).rejects.toMatchObject({ code: "ADP-DEV-007" });
  expect(standIn.calls().some((call) => call.startsWith("compose"))).toBe(false);
});
