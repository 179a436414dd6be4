import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Container, Docker, projectName } from "../../../docker/index.ts";
import { type Answer, type DockerStandIn, dockerStandIn } from "../../../docker/testing/docker-stand-in.ts";
import { openOutput } from "../../../kernel/output.ts";
import { Progress } from "../../../kernel/progress.ts";
import { chooseEngine, engineOf, rememberEngine } from "../../choose.ts";
import { buildImage } from "../build.ts";
import { compose } from "../compose.ts";
import { ownLabel } from "../containers.ts";
import { settleDocker } from "../state.ts";
import { checkImage, pinnedIn } from "./image.ts";
import { checkRunner } from "./runner.ts";

// What a real engine does with it is seen in e2e/dev-docker.test.ts.

let datakit: string;
let standIn: DockerStandIn | undefined;
beforeEach(() => {
  datakit = mkdtempSync(join(tmpdir(), "adp-docker-"));
  writeFileSync(join(datakit, "Dockerfile"), "# ours\nFROM layer1-airflow:latest\n");
});
afterEach(() => {
  standIn?.close();
  standIn = undefined;
  rmSync(datakit, { recursive: true, force: true });
});

function docker(answers: Record<string, Answer>): Docker {
  standIn?.close();
  standIn = dockerStandIn(answers);
  return new Docker({ env: standIn.env });
}

const image = (airflow: string) => ({
  "image inspect": { stdout: `{"io.astronomer.docker.airflow.version":"${airflow}"}\n` },
});
const noImage = { "image inspect": { stderr: "Error response from daemon: No such image: x\n", code: 1 } };

test("Layer 1 is here: its line of Airflow", async () => {
  expect(await checkImage({ docker: docker(image("2.9.3+astro.11")), datakit, line: undefined })).toBe("2.9");
  expect(await checkImage({ docker: docker(image("3.3.2")), datakit, line: "3.1" })).toBe("3.3");
});

test("no Layer 1, or an image that says nothing of an Airflow: ADP-DEV-005", async () => {
  const missing = checkImage({ docker: docker(noImage), datakit, line: undefined });
  await expect(missing).rejects.toMatchObject({
    code: "ADP-DEV-005",
    message: expect.stringContaining("layer1-airflow:latest"),
  });
  const silent = docker({ "image inspect": { stdout: "null\n" } });
  await expect(checkImage({ docker: silent, datakit, line: undefined })).rejects.toMatchObject({
    code: "ADP-DEV-005",
  });
});

test("a Layer 1 of the other generation, by .airflow-version or by the override: ADP-DEV-006", async () => {
  writeFileSync(join(datakit, ".airflow-version"), "2.11\n");
  expect(pinnedIn(datakit)).toBe("2.11");
  const three = checkImage({ docker: docker(image("3.3.2")), datakit, line: pinnedIn(datakit) });
  await expect(three).rejects.toMatchObject({
    code: "ADP-DEV-006",
    message: expect.stringContaining("for Airflow 2"),
  });
  writeFileSync(
    join(datakit, "docker-compose.override.yml"),
    "x-p: &p {networks: [a]}\nservices:\n  scheduler: *p\n  dag-processor: *p\n",
  );
  const two = checkImage({ docker: docker(image("2.9.3")), datakit, line: undefined });
  await expect(two).rejects.toMatchObject({
    code: "ADP-DEV-006",
    message: expect.stringContaining("for Airflow 3"),
  });
});

const container = (labels: Record<string, string>, state = "running") =>
  ({ name: "kit-scheduler-1", labels, state }) as unknown as Container;

test("what the Astro CLI runs is not started a second time: ADP-DEV-007", () => {
  expect(() => checkRunner([{ name: "scheduler", container: container({}) }], datakit)).toThrow(
    /Astro CLI runs/,
  );
  checkRunner([{ name: "scheduler", container: container({ [ownLabel]: "x" }) }], datakit);
  checkRunner([{ name: "scheduler", container: container({}, "exited") }], datakit);
});

test("a build that fails: ADP-DEV-008 with what the step printed", async () => {
  const stderr = [
    "#7 [2/2] RUN keep-layer1 install-python-dependencies",
    "#7 1.23 ADP-L1-080 requirements.txt asks for pydantic<2, and Layer 1 has pydantic 2.",
    "#7 ERROR: process did not complete successfully: exit code: 1",
    "------",
    "Dockerfile:1",
  ].join("\n");
  const failing = docker({
    "buildx version": {},
    "context show": { stdout: "default\n" },
    "buildx build": { stderr, code: 1 },
  });
  await expect(buildImage(failing, datakit, () => undefined)).rejects.toMatchObject({
    code: "ADP-DEV-008",
    evidence: [
      "ADP-L1-080 requirements.txt asks for pydantic<2, and Layer 1 has pydantic 2.",
      "process did not complete successfully: exit code: 1",
    ],
  });
});

test("passwords and keys reach Compose by its environment, are made once, and stand in no argument", () => {
  const runFolder = join(datakit, ".adp", "run");
  const state = settleDocker(runFolder, { line: "3.3", port: 8080 });
  const again = settleDocker(runFolder, { line: "3.3", port: 8081 });
  expect(again.port).toBe(8081);
  for (const name of ["admin", "metadata", "key"] as const)
    expect(again[name].reveal()).toBe(state[name].reveal());
  const { project, env } = compose({ datakit, state, postgresImage: "p", inputs: "i" });
  expect(project.join(" ")).toContain("airflow-3.yml");
  expect(project.join(" ")).not.toContain(state.metadata.reveal());
  expect(env.ADP_METADATA_OPTIONS).toBe("?gssencmode=disable");
  const old = compose({ datakit, state: { ...state, line: "3.0" }, postgresImage: "p", inputs: "i" });
  expect(old.env.ADP_METADATA_OPTIONS).toBe("");
  expect(env.ADP_PASSWORDS).toBe(`{"admin":"${state.admin.reveal()}"}`);
  expect(projectName(datakit)).toMatch(/^adp_[a-z0-9_-]+_[0-9a-f]{8}$/);
});

const answers = { info: { stdout: '{"ServerVersion":"26.1.5"}' } };
const silent = { info: { stderr: "Cannot connect to the Docker daemon\n", code: 1 } };

function choose(given: Record<string, Answer>, asked?: "embedded" | "docker", notes: string[] = []) {
  const output = { ...openOutput({ json: true }), note: (line: string) => void notes.push(line) };
  const progress = new Progress(output);
  return chooseEngine({
    runFolder: join(datakit, ".adp", "run"),
    datakits: [datakit],
    asked,
    progress,
    docker: docker(given),
  });
}

test("a new datakit takes Docker where an engine answers, and Compose and Layer 1 are here, else the embedded engine", async () => {
  const compose = (stdout: string) => ({ "compose version": { stdout } });
  expect(await choose({ ...answers, ...compose("2.29.0\n"), ...image("3.3.2") })).toBe("docker");
  expect(await choose({ ...answers, ...compose("2.6.0\n"), ...image("3.3.2") })).toBe("embedded");
  expect(await choose({ ...answers, ...noImage })).toBe("embedded");
  expect(await choose(silent)).toBe("embedded");
  expect(await choose({}, "docker")).toBe("docker");
});

test("a datakit stays where it was started, also where that engine is gone: ADP-DEV-010", async () => {
  const runFolder = join(datakit, ".adp", "run");
  rememberEngine(runFolder, "embedded");
  expect(await choose({ ...answers, ...image("3.3.2") })).toBe("embedded");
  const notes: string[] = [];
  expect(await choose({}, "docker", notes)).toBe("docker");
  expect(notes).toEqual([expect.stringMatching(/stay in \.adp\/run; .* has others\.$/)]);
  rememberEngine(runFolder, "docker");
  expect(engineOf(runFolder)).toBe("docker");
  expect(await choose({ ...answers, ...noImage })).toBe("docker");
  await expect(choose(silent)).rejects.toMatchObject({
    code: "ADP-DEV-010",
    why: expect.stringContaining("does not answer"),
  });
});
