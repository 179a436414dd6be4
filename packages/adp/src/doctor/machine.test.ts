import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Answer, dockerStandIn } from "../docker/testing/docker-stand-in.ts";
import type { EngineName } from "../engine/index.ts";
import { expectCaused, expectSeen } from "./testing/caused.ts";
import { found, linkProgram, outcome, testMachine } from "./testing/machine.ts";
import { seenOf } from "./testing/seen.ts";

// Each check with its cause made real, where a test can make it: files, programs, ports. Hosts: network.integration.test.ts.
// A full disk, little memory and a KDC: system.integration.test.ts. docker's answers come from a stand-in for its client.

test("git: missing, of an old version, and of a new one", async () => {
  const machine = testMachine();
  await expectCaused("git is not installed", machine.context());
  machine.program("git", "echo git version 2.30.2");
  await expectCaused("git is older than 2.38", machine.context());
  machine.program("git", "echo git version 2.39.5");
  expect(await outcome("git", machine.context())).toMatchObject({ state: "ok", what: "git 2.39.5" });
});

test("node: none on PATH, an older one than this, and a new one", async () => {
  const machine = testMachine();
  await expectCaused("no node on PATH", machine.context());
  machine.program("node", "echo 18.20.8 /opt/node/bin/node");
  await expectCaused("node is older than 20.19", machine.context());
  linkProgram(machine.program("unused", ""), "node", process.execPath);
  expect(await outcome("node", machine.context())).toMatchObject({
    state: "ok",
    what: `Node.js ${process.versions.node}`,
  });
});

test("python: none on PATH, and one that does not run", async () => {
  const machine = testMachine();
  await expectCaused("no Python that Airflow runs on", machine.context());
  machine.program("python3", "exit 1");
  expect(await found("python", machine.context())).toEqual(["problem ADP-PY-002"]);
});

test("windows-drive: a clone below /mnt/c, in WSL alone", async () => {
  const machine = testMachine();
  const onDrive = (system: "wsl" | "debian") =>
    Object.assign(machine.context({ machine: system }), { root: "/mnt/c/Users/me/clone" });
  const seen = seenOf((await outcome("windows-drive", onDrive("wsl")))?.findings ?? []);
  expectSeen("in WSL, a clone below /mnt/c", seen, "wsl");
  expect(await outcome("windows-drive", onDrive("debian"))).toBeUndefined();
  expect(await outcome("windows-drive", machine.context({ machine: "wsl" }))).toMatchObject({ state: "ok" });
  const into = machine.context({ machine: "wsl", into: "/mnt/d/work" });
  expect(await found("windows-drive", into)).toEqual(["problem ADP-CHK-004"]);
});

test("proxy: NO_PROXY does not except this machine", async () => {
  const context = (noProxy: string) =>
    testMachine().context({ env: { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: noProxy } });
  await expectCaused("NO_PROXY lacks this machine", context(".company.com"));
  expect(await outcome("proxy", context("localhost, 127.0.0.1"))).toMatchObject({ state: "ok" });
});

test("netrc: others can read it; the fix takes that away", async () => {
  const machine = testMachine();
  const path = machine.write("~/.netrc", "machine a.test login me password pw-of-mine\n", 0o644);
  await expectCaused("a netrc of mode 0644", machine.context());
  const made = await outcome("netrc", machine.context());
  await made?.findings[0]?.fix?.apply();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await outcome("netrc", machine.context())).toMatchObject({
    state: "ok",
    what: "~/.netrc, 1 logins",
  });
});

test("tool-settings: what the files of the tools say cannot be read", async () => {
  const machine = testMachine();
  machine.write("~/.docker/config.json", "{");
  await expectCaused("docker's config.json is not JSON", machine.context());
});

test("layer1-settings: a typing error in .env; what builds on it is skipped", async () => {
  const machine = testMachine();
  machine.write("layer1-base-image/.env", "IMAGE_ASTRONMER=quay.io/a/b:1\n");
  await expectCaused("a typing error in layer1-base-image/.env", machine.context());
  expect(await outcome("layer1-inputs", machine.context())).toMatchObject({
    state: "skipped",
    what: "not checked, because of layer1-settings",
  });
});

test("layer1-inputs: no krb5.conf is a warning, a file that is missing a problem", async () => {
  const machine = testMachine();
  await expectCaused("no config/krb5.conf", machine.context());
  machine.write("layer1-base-image/config/certificates/a.pem", "not PEM");
  await expectCaused("a certificate that is not PEM", machine.context());
});

test("platform-settings: a value that is none", async () => {
  const machine = testMachine();
  machine.write("platform-bootstrap/.env", "TICKET_POLL_SECONDS=soon\n");
  await expectCaused("a setting of the platform that is no number", machine.context());
});

test("kerberos: unreadable, without a realm, Debian's own, and a company's", async () => {
  const machine = testMachine();
  const path = machine.write("krb5.conf", "[libdefaults]\ndefault_realm = COMPANY.COM\n");
  vi.stubEnv("KRB5_CONFIG", path);
  const context = () => machine.context({ env: { KRB5_CONFIG: path } });
  expect(await outcome("kerberos-krb5-conf", context())).toMatchObject({
    what: `${path}: realm COMPANY.COM`,
  });
  machine.write("krb5.conf", "[libdefaults\n");
  await expectCaused("a krb5.conf with an open section", context());
  expect(await outcome("kerberos-client", context())).toMatchObject({ state: "skipped" });
  machine.write("krb5.conf", "[libdefaults]\n");
  expect(await found("kerberos-krb5-conf", context())).toEqual(["problem ADP-TKT-002"]);
  machine.write("krb5.conf", "[libdefaults]\ndefault_realm = ATHENA.MIT.EDU\n");
  expect(await outcome("kerberos-krb5-conf", context())).toBeUndefined();
});

test("kerberos-kdc: one that takes the connection and says nothing", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await new Promise((resolve) => silent.once("listening", resolve));
  const machine = testMachine();
  const { port } = silent.address() as AddressInfo;
  const kdcs = `kdc = 127.0.0.1:${port}\n`.repeat(3);
  const path = machine.write(
    "krb5.conf",
    `[libdefaults]\ndefault_realm = COMPANY.COM\n[realms]\nCOMPANY.COM = {\n${kdcs}}\n`,
  );
  vi.stubEnv("KRB5_CONFIG", path);
  const context = machine.context({ env: { KRB5_CONFIG: path }, patienceMs: 50 });
  await expectCaused("a KDC that is silent", context);
  const made = await outcome("kerberos-kdc", context);
  expect(made?.findings[0]?.error.evidence).toEqual(
    Array(3).fill(`127.0.0.1:${port}: no answer within 0.05 s`),
  );
});

test("memory: what a Mac's kernel has left, by its own program", async () => {
  const machine = testMachine();
  const says = (free: number, inactive: number) =>
    machine.program(
      "vm_stat",
      `echo 'Mach Virtual Memory Statistics: (page size of 16384 bytes)'
       echo 'Pages free:                              ${free}.'
       echo 'Pages active:                          300000.'
       echo 'Pages inactive:                        ${inactive}.'
       echo 'Pages speculative:                       1000.'`,
    );
  says(10_000, 250_000);
  expect(await outcome("memory", machine.context({ machine: "macos" }))).toMatchObject({
    state: "ok",
    what: "4.3 GB of memory free",
  });
  says(10_000, 40_000);
  expect(await found("memory", machine.context({ machine: "macos" }))).toEqual(["warning ADP-CHK-003"]);
});

test("docker-engine: no client, no engine; what needs it is skipped", async () => {
  const machine = testMachine();
  await expectCaused("docker is not installed", machine.context());
  expect(await outcome("docker-compose", machine.context())).toMatchObject({ state: "skipped" });
  const docker = standIn({
    info: { stderr: "Cannot connect to the Docker daemon at unix:///nowhere.sock.", code: 1 },
  });
  await expectCaused("the Docker Engine is stopped", machine.context({ env: docker.env }));
});

const info = { stdout: '{"ServerVersion":"28.2.2","SecurityOptions":[],"OperatingSystem":"Debian"}' };

test("docker-compose and docker-buildx: no such plugin", async () => {
  const docker = standIn({
    info,
    "context show": { stdout: "default" },
    compose: { stderr: "unknown flag: --short", code: 125 },
    buildx: { stderr: "docker: 'buildx' is not a docker command.", code: 1 },
  });
  const context = () => testMachine().context({ env: docker.env });
  await expectCaused("docker has no Compose plugin", context());
  await expectCaused("docker has no Buildx plugin", context());
});

test("docker-users: an engine with userns-remap, and one without", async () => {
  const remapped = { stdout: '{"ServerVersion":"28.2.2","SecurityOptions":["name=userns"]}' };
  const context = (answer: Answer) => testMachine().context({ env: standIn({ info: answer }).env });
  await expectCaused("an engine with userns-remap", context(remapped));
  expect(await outcome("docker-users", context(info))).toMatchObject({ state: "ok" });
});

test("datakit-base: of a datakit on Docker, no image, one of another Airflow, and the right one", async () => {
  const machine = testMachine();
  const of = (image: Answer, engine: EngineName = "docker") =>
    datakitContext(machine, { env: standIn({ info, image }).env, engine });
  const none = { stderr: "Error: No such image: layer1-airflow:latest", code: 1 };
  await expectCaused("a datakit whose base is not here", of(none));
  expect(await outcome("datakit-base", of(none, "embedded"))).toBeUndefined();
  const labels = (airflow: string) => ({ stdout: `{"io.astronomer.docker.airflow.version":"${airflow}"}` });
  expect(await outcome("datakit-base", of(labels("3.3.2")))).toMatchObject({ what: "Airflow 3.3" });
  machine.write("kit/.airflow-version", "2.9");
  await expectCaused("a datakit for another Airflow", of(labels("3.3.2")));
});

test("ticket-volume: not there", async () => {
  const docker = standIn({
    info,
    volume: { stderr: "Error: No such volume: platform_kerberos_cache", code: 1 },
  });
  await expectCaused("adp platform start was never typed", testMachine().context({ env: docker.env }));
});

test("layer1-image: none, somebody else's, and one; runtime-support of it", async () => {
  const machine = testMachine();
  const none = standIn({ info, image: { stderr: "Error: No such image: layer1-airflow:latest", code: 1 } });
  await expectCaused("no Layer 1", machine.context({ env: none.env }));
  const others = standIn({ info, image: inspected({}) });
  expect(await found("layer1-image", machine.context({ env: others.env }))).toEqual(["warning ADP-CHK-015"]);
  const ended = standIn({ info, image: inspected(layer1Labels("11.10.0")) });
  const context = () => machine.context({ env: ended.env, today: new Date("2026-11-29") });
  expect(await outcome("layer1-image", context())).toMatchObject({ state: "ok" });
  await expectCaused("a Runtime out of support", context());
  // Without a Layer 1, by the name of the image that it would be built on; a registry may have a port.
  machine.write("layer1-base-image/.env", "IMAGE_ASTRONOMER=registry.company.com:5000/runtime:3.2-1-base\n");
  await expectCaused("a Runtime that its maker withdrew", machine.context({ env: none.env }));
});

test("layer1-age: a commit after the one that Layer 1 was built from", async () => {
  const machine = testMachine();
  const git = (...words: string[]) => {
    const names = ["-c", "user.name=me", "-c", "user.email=me@company.com"];
    return execFileSync("git", ["-C", machine.root, ...names, ...words], { encoding: "utf8" }).trim();
  };
  const built = (revision: string) => {
    const labels = { ...layer1Labels("13.11.0"), "org.opencontainers.image.revision": revision };
    return machine.context({ env: standIn({ info, image: inspected(labels) }).env });
  };
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "First");
  const first = git("rev-parse", "HEAD");
  expect(await outcome("layer1-age", built(first))).toMatchObject({ state: "ok" });
  machine.write("layer1-base-image/packages.txt", "less\n");
  git("commit", "--quiet", "--all", "--message", "Second");
  await expectCaused("Layer 1 of an earlier commit", built(first));
});

test("datakit-image: containers on another Layer 1", async () => {
  const machine = testMachine();
  const labels = (inputs: string) => ({ "io.airflow-data-platform.layer1.inputs": inputs.repeat(64) });
  const container = {
    Id: "c1",
    Name: "/kit-scheduler-1",
    State: { Status: "running", ExitCode: 0, StartedAt: "2026-01-01T00:00:00Z", Pid: 7 },
    Config: { Image: "kit:latest", Env: [], Labels: {} },
  };
  const on = (inputs: string) =>
    datakitContext(machine, {
      env: standIn({
        info,
        ps: { stdout: "c1" },
        "container inspect": { stdout: JSON.stringify([container]) },
        "image inspect --format": { stdout: JSON.stringify(labels(inputs)) },
        image: inspected(layer1Labels("13.11.0")),
      }).env,
    });
  expect(await outcome("datakit-image", on("a"))).toMatchObject({ state: "ok" });
  await expectCaused("a datakit's containers on an earlier Layer 1", on("b"));
});

test("ports: taken by another program, in a datakit alone", async () => {
  const machine = testMachine();
  expect(await outcome("ports", machine.context())).toBeUndefined();
  // Where another program has it already, the cause is real as well.
  const listener = createServer().listen(8080, "127.0.0.1");
  onTestFinished(() => void listener.close());
  await new Promise((resolve) => listener.once("listening", resolve).once("error", resolve));
  await expectCaused("a program that listens on 8080", datakitContext(machine));
});

test("datakit-secrets: a password in .env, which git ignores", async () => {
  const machine = testMachine();
  machine.write("kit/.env", "AIRFLOW_CONN_WAREHOUSE=postgres://me:Tr0ub4dor-and-3@db.company.com/dwh\n");
  await expectCaused("a password in a datakit's .env", datakitContext(machine));
});

test("a check that fails by a mistake of ours is a finding, and the others go on", async () => {
  const context = testMachine().context();
  Object.defineProperty(context, "env", { get: () => undefined });
  expect(await found("proxy", context)).toEqual(["problem ADP-CHK-022"]);
});

function datakitContext(
  machine: ReturnType<typeof testMachine>,
  more: { env?: Readonly<Record<string, string>>; engine?: EngineName } = {},
) {
  machine.write("kit/dags/a.py", "");
  const dockerfile = machine.write("kit/Dockerfile", "FROM layer1-airflow:latest\n");
  return machine.context({ folder: dockerfile.replace(/\/Dockerfile$/, ""), ...more });
}

function standIn(answers: Parameters<typeof dockerStandIn>[0]) {
  const docker = dockerStandIn(answers);
  onTestFinished(() => docker.close());
  return docker;
}

function layer1Labels(runtime: string): Record<string, string> {
  return {
    "io.airflow-data-platform.layer1.inputs": "a".repeat(64),
    "io.astronomer.docker.runtime.version": runtime,
    "io.astronomer.docker.airflow.version": "2.9.3",
  };
}

function inspected(labels: Record<string, string>) {
  const image = {
    Id: `sha256:${"1".repeat(64)}`,
    RepoDigests: [],
    Size: 1,
    Config: { Labels: labels },
    RootFS: { Layers: [] },
  };
  return { stdout: JSON.stringify([image]) };
}
