import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import { afterEach, expect, test } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { Docker } from "./docker.ts";
import { type Answer, type DockerStandIn, dockerStandIn } from "./testing/docker-stand-in.ts";

let standIn: DockerStandIn | undefined;
const opened: DockerStandIn[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

function docker(answers: Record<string, Answer>): Docker {
  standIn = dockerStandIn(answers);
  opened.push(standIn);
  return new Docker({ env: standIn.env });
}

async function errorOf(work: Promise<unknown>): Promise<AdpError> {
  return work.then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error) => error as AdpError,
  );
}

const info = (facts: object) => ({ info: { stdout: `${JSON.stringify(facts)}\n` } });

test("what an engine says of itself: its version, rootless, userns-remap", async () => {
  const facts = { ServerVersion: "26.1.5", OperatingSystem: "Debian GNU/Linux 12 (bookworm)" };
  const seccomp = "name=seccomp,profile=builtin";
  const of = (SecurityOptions: string[]) => docker(info({ ...facts, SecurityOptions })).engine();
  expect(await of([seccomp])).toEqual({
    version: "26.1.5",
    rootless: false,
    remapped: false,
    operatingSystem: "Debian GNU/Linux 12 (bookworm)",
  });
  expect(await of([seccomp, "name=rootless", "name=cgroupns"])).toMatchObject({ rootless: true });
  expect(await of([seccomp, "name=userns"])).toMatchObject({ remapped: true, rootless: false });
});

test("no docker command: ADP-DOC-001 says how to install it", async () => {
  const empty = mkdtempSync(join(tmpdir(), "adp-empty-"));
  try {
    const none = new Docker({ env: { PATH: empty } });
    const error = await errorOf(none.engine());
    expect(error).toMatchObject({ code: "ADP-DOC-001", exit: 2 });
    expect(JSON.stringify(error.next)).toMatch(/docker/i);
    expect(error.next.at(-1)).toBe(again);
    expect((await errorOf(none.composeVersion())).code).toBe("ADP-DOC-001");
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test("an engine that does not answer, reported with exit code 0: ADP-DOC-002", async () => {
  const words =
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
  const error = await errorOf(docker(info({ ServerVersion: "", ServerErrors: [words] })).engine());
  expect(error.code).toBe("ADP-DOC-002");
  expect(error.evidence).toEqual([words]);
});

test.each([
  ["unknown flag: --short\nSee 'docker --help'.\n\nUsage:  docker [OPTIONS] COMMAND\n", 125],
  ["docker: 'compose' is not a docker command.\nSee 'docker --help'\n", 1],
])("no Compose plugin: ADP-DOC-004, without the client's whole help", async (stderr, code) => {
  const error = await errorOf(docker({ "compose version": { stderr, code } }).composeVersion());
  expect(error.code).toBe("ADP-DOC-004");
  expect(error.evidence).toEqual([stderr.split("\n")[0]]);
  const client = docker({ compose: { stderr, code } });
  const failed = await client.composeUp(["--file", "x"]);
  expect(client.explain(failed as ProcessFailure).code).toBe("ADP-DOC-004");
});

test("containers whose network was removed and made again are created again, once; any other failure stays", async () => {
  const stale = `Error response from daemon: network ${"4a".repeat(32)} not found\n`;
  const up = { "compose --file x up --detach --no-build --wait": { stderr: stale, code: 1 } };
  const again = "compose --file x up --detach --no-build --wait --force-recreate";
  expect(await docker({ [again]: {}, ...up }).composeUp(["--file", "x"], ["--wait"])).toMatchObject({
    code: 0,
  });
  expect(standIn?.calls().at(-1)).toBe(again);
  const missing = {
    compose: {
      stderr: "network airflow-data-platform declared as external, but could not be found\n",
      code: 1,
    },
  };
  expect(await docker(missing).composeUp(["--file", "x"])).toBeInstanceOf(ProcessFailure);
  expect(standIn?.calls()).toHaveLength(1);
});

test("Compose 2.20 is new enough, older is ADP-DOC-004", async () => {
  const version = (stdout: string) => docker({ "compose version": { stdout } }).composeVersion();
  expect(await version("2.26.1-4\n")).toBe("2.26.1-4");
  expect(await version("v2.20.0\n")).toBe("2.20.0");
  expect(await version("5.0.0\n")).toBe("5.0.0");
  expect(await errorOf(version("2.19.9\n"))).toMatchObject({
    code: "ADP-DOC-004",
    evidence: ["Compose 2.19.9"],
  });
});

const build = {
  folder: "/f",
  target: "ticket-sharer",
  tag: "layer1-ticket-sharer:stand-in",
  args: { IMAGE_NODE: "node:22" },
  contexts: { program: "/dist" },
  labels: { a: "b" },
};

test("no Buildx: ADP-DOC-005, before anything is built", async () => {
  const stderr = "docker: 'buildx' is not a docker command.\nSee 'docker --help'\n";
  const error = await errorOf(docker({ "buildx version": { stderr, code: 1 } }).build(build));
  expect(error).toMatchObject({
    code: "ADP-DOC-005",
    evidence: ["docker: 'buildx' is not a docker command."],
  });
  expect(standIn?.calls()).toEqual(["buildx version"]);
});

test("a build is given the engine's own builder, its target, tag, arguments, contexts and labels", async () => {
  standIn = dockerStandIn({ buildx: {}, "context show": { stdout: "company\n" } });
  opened.push(standIn);
  await new Docker({ env: { ...standIn.env, DOCKER_HOST: "ssh://ada@build.example.com" } }).build(build);
  expect(standIn?.calls().at(-1)).toBe(
    "buildx build --builder=company --load --progress=plain --target ticket-sharer --tag layer1-ticket-sharer:stand-in " +
      "--build-arg IMAGE_NODE=node:22 --build-context program=/dist --label a=b /f",
  );
});

test("an image and a volume that are not there are no errors", async () => {
  const none = docker({
    "image inspect": { stderr: "Error response from daemon: No such image: nope:nope\n", code: 1 },
    "volume inspect": {
      stdout: "[]\n",
      stderr: "Error response from daemon: get nope: no such volume\n",
      code: 1,
    },
  });
  expect(await none.imageLabels("nope:nope")).toBeUndefined();
  expect(await none.volume("nope")).toBeUndefined();
});

test("several images are asked for at once; those that are not here are left out", async () => {
  const several = docker({
    "image inspect": {
      stdout: JSON.stringify([{ Id: "sha256:b" }, { Id: "sha256:d" }]),
      stderr:
        "Error response from daemon: No such image: a:1\nError response from daemon: No such image: c:latest\n",
      code: 1,
    },
  });
  const found = await several.images(["a:1", "a:10", "c", "d:2", "a:1"]);
  expect([...found].map(([name, { id }]) => [name, id])).toEqual([
    ["a:10", "sha256:b"],
    ["d:2", "sha256:d"],
  ]);
  expect(standIn?.calls()).toEqual(["image inspect a:1 a:10 c d:2"]);
});

test("a container that went away between two calls is left out; another failure is reported", async () => {
  const gone = docker({
    ps: { stdout: "aaaa\nbbbb\n" },
    "container inspect": {
      stdout: JSON.stringify([
        {
          Id: "aaaa",
          Name: "/sharer",
          Config: { Image: "i", User: "1000:0", Env: ["A=b=c"], Labels: null },
          State: { Status: "running", ExitCode: 0, StartedAt: "2026-01-01T00:00:00Z", Pid: 7 },
          HostConfig: { NetworkMode: "none", PortBindings: null },
          NetworkSettings: {
            Ports: { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: "15432" }], "80/tcp": null },
          },
          Mounts: [{ Type: "volume", Name: "v", Source: "/s", Destination: "/d", RW: false }],
        },
      ]),
      stderr: "Error response from daemon: No such container: bbbb\n",
      code: 1,
    },
  });
  expect(await gone.containers("label=x")).toEqual([
    {
      id: "aaaa",
      name: "sharer",
      image: "i",
      state: "running",
      exitCode: 0,
      health: undefined,
      startedAt: "2026-01-01T00:00:00Z",
      pid: 7,
      user: "1000:0",
      networkMode: "none",
      labels: {},
      env: { A: "b=c" },
      mounts: [{ type: "volume", name: "v", source: "/s", destination: "/d", writable: false }],
      ports: [{ inside: "5432/tcp", address: "127.0.0.1", port: 15432 }],
      boundPorts: [],
    },
  ]);
  const broken = docker({
    ps: { stdout: "a\n" },
    "container inspect": { stderr: "Error response from daemon: oh\n", code: 1 },
  });
  expect(await errorOf(broken.containers("label=x"))).toMatchObject({ code: "ADP-DOC-007" });
});
