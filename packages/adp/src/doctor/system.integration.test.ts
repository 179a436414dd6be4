import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "@airflow-data-platform/cli-kit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod/mini";
import { noEngine } from "../../../../e2e/world/docker/engine.ts";
import { MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { skipFor, skipReason } from "../../../../e2e/world/lib/index.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { dockerStandIn } from "../docker/testing/docker-stand-in.ts";
import { onSmallDisk } from "../engine/embedded/testing/small-disk.ts";
import { attempt, run } from "../kernel/process.ts";
import { expectCaused, expectSeen } from "./testing/caused.ts";
import { outcome, testMachine } from "./testing/machine.ts";
import type { Seen } from "./testing/seen.ts";

// What takes a real KDC, a disk of its own, or a kernel's answer that is replaced.

const script = (name: string) => fileURLToPath(new URL(`testing/${name}`, import.meta.url));

const noApt = skipFor(existsSync("/usr/bin/apt-get") ? undefined : "no apt");

/** What a check sees on a disk of that size, in a process of its own. */
async function onDisk(id: string, size: string, folder = join(temporaryFolder(), "disk")): Promise<Seen[]> {
  const options = { id, folder };
  const answer = await onSmallDisk({ mount: `size=${size}`, folder, script: script("findings.ts"), options });
  return seen(answer);
}

function seen(answer: unknown): Seen[] {
  return z.parse(
    z.array(z.object({ finding: z.string(), sentence: z.string(), remedy: z.string() })),
    answer,
  );
}

test("disk: a disk with little room, and one with very little", async () => {
  expectSeen("a disk with 2 GB", await onDisk("disk", "2g"));
  expectSeen("a disk that is nearly full", await onDisk("disk", "200m"));
});

test("docker-disk: the engine's images lie on a disk with little room", async () => {
  const folder = join(temporaryFolder(), "images");
  // The disk is real; which folder is the engine's, a stand-in for the client says.
  const docker = dockerStandIn({
    "info --format {{json .}}": { stdout: '{"ServerVersion":"28.2.2"}' },
    "info --format {{.DockerRootDir}}": { stdout: folder },
    image: { stderr: "Error: No such image: layer1-airflow:latest", code: 1 },
  });
  onTestFinished(() => docker.close());
  vi.stubEnv("PATH", `${docker.env.PATH}:${process.env.PATH}`);
  vi.stubEnv("DOCKER_HOST", docker.env.DOCKER_HOST);
  try {
    expectSeen("a full disk below the engine's images", await onDisk("docker-disk", "200m", folder));
  } finally {
    vi.unstubAllEnvs();
  }
});

test.skipIf(noApt !== undefined)(
  `podman: Debian's, under the name docker (${noApt ?? "from apt"})`,
  async () => {
    const folder = temporaryFolder();
    // With lists and a cache of its own, so that no other apt is disturbed and nothing is installed.
    const places = ["lists", "cache", "programs"].map((name) => join(folder, name));
    const apt = [
      ...["-qq", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=5"],
      ...["-o", `Dir::State::lists=${places[0]}`, "-o", `Dir::Cache=${places[1]}`],
    ];
    mkdirSync(join(folder, "lists", "partial"), { recursive: true });
    mkdirSync(join(folder, "cache", "archives", "partial"), { recursive: true });
    await run(["apt-get", ...apt, "update"], { timeoutMs: 600_000 });
    await run(["apt-get", ...apt, "download", "podman", "podman-docker", "libsubid4"], {
      cwd: folder,
      timeoutMs: 600_000,
    });
    const programs = join(folder, "programs");
    await run(["sh", "-c", 'for package in *.deb; do dpkg -x "$package" "$1"; done', "sh", programs], {
      cwd: folder,
    });
    const machine = testMachine();
    // Debian's script named docker, which begins podman where it is installed.
    const script = readFileSync(join(programs, "usr", "bin", "docker"), "utf8").replace(/^#!.*\n/, "");
    expect(script).toContain("exec /usr/bin/podman");
    const libraries = readdirSync(join(programs, "usr", "lib")).map((name) =>
      join(programs, "usr", "lib", name),
    );
    machine.program("docker", script.replace("/usr/bin/podman", join(programs, "usr", "bin", "podman")));
    const context = machine.context({ env: { LD_LIBRARY_PATH: libraries.join(":") } });
    await expectCaused("docker is podman", context);
  },
);

test("memory: a machine whose kernel says that little is left", async () => {
  const folder = temporaryFolder();
  const { stdout } = await run([
    ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"],
    'echo "MemAvailable: 900000 kB" >"$1/meminfo" && mount --bind "$1/meminfo" /proc/meminfo && shift && exec "$@"',
    ...["sh", folder, process.execPath, "--import", "tsx"],
    ...[script("findings.ts"), JSON.stringify({ id: "memory", folder })],
  ]);
  expectSeen("a kernel that has little memory left", answerIn(stdout));
});

test("a name server that is silent: a finding of each host, and the doctor ends", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "krb5.conf"), "[libdefaults]\ndefault_realm = COMPANY.COM\n");
  // As long as a system may wait, unless it is told otherwise: six minutes a name.
  writeFileSync(join(folder, "resolv.conf"), "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n");
  const server =
    'const argv = process.argv.slice(1); require("dgram").createSocket("udp4").bind(53, "127.0.0.1", () => ' +
    'process.exit(require("child_process").spawnSync(process.execPath, argv, { stdio: "inherit" }).status))';
  const entry = fileURLToPath(new URL("../entry.ts", import.meta.url));
  const made = await attempt(
    [
      ...["unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c"],
      'ip link set lo up && mount --bind "$1/resolv.conf" /etc/resolv.conf && shift && exec "$@"',
      ...["sh", folder, process.execPath, "-e", server, "--", "--import", "tsx", entry],
      ...["doctor", "--for", "platform", "--json"],
    ],
    {
      env: { HOME: folder, KRB5_CONFIG: join(folder, "krb5.conf"), RES_OPTIONS: undefined },
      timeoutMs: 100_000,
    },
  );
  expect(made).toMatchObject({ kind: "exited", code: 1 });
  const { checks } = z.parse(report, JSON.parse(made.stdout));
  const kdc = checks.find(({ id }) => id === "kerberos-kdc");
  expect(kdc?.findings).toEqual([
    expect.objectContaining({
      code: "ADP-TKT-003",
      evidence: ["_kerberos._tcp.COMPANY.COM: no answer within 1.5 s"],
    }),
  ]);
});

const report = z.object({
  checks: z.array(z.object({ id: z.string(), findings: z.array(z.record(z.string(), z.unknown())) })),
});

const noDocker = noEngine();

test.skipIf(noDocker !== undefined)(
  `docker-engine: the client finds the socket of an engine that has ended${noDocker ? ` (${noDocker})` : ""}`,
  async () => {
    // A folder of its own with a short name: a socket's path has at most 107 characters.
    const socket = join(mkdtempSync(join(tmpdir(), "adp-e-")), "docker.sock");
    onTestFinished(() => rmSync(dirname(socket), { recursive: true }));
    const ended = spawn(process.execPath, ["-e", `require("net").createServer().listen("${socket}")`]);
    await until(() => existsSync(socket), { timeoutMs: 100_000, everyMs: 20 });
    ended.kill("SIGKILL");
    await once(ended, "exit");
    const env = { PATH: process.env.PATH ?? "", DOCKER_HOST: `unix://${socket}` };
    await expectCaused("the Docker Engine is stopped", testMachine().context({ env }));
  },
);

function answerIn(stdout: string): Seen[] {
  return seen(JSON.parse(/^answer:(.*)$/m.exec(stdout)?.[1] ?? "null"));
}

/** A check in a process whose clock is ten minutes behind. */
async function tenMinutesBehind(id: string, env: Readonly<Record<string, string>>): Promise<Seen[]> {
  const argv = [process.execPath, "--import", "tsx", script("findings.ts")];
  const options = JSON.stringify({ id, folder: temporaryFolder() });
  // Only what says the time of day: timers go on as they are.
  const clock = { FAKETIME_DONT_FAKE_MONOTONIC: "1", DONT_FAKE_MONOTONIC: "1" };
  const { stdout } = await run(["faketime", "-f", "-10m", ...argv, options], { env: { ...env, ...clock } });
  return answerIn(stdout);
}

const skip = skipReason("client", "mitKdc");

describe.skipIf(skip !== undefined)(`with an MIT KDC${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  beforeAll(async () => {
    kdc = await MitKdc.start();
  });
  afterAll(async () => kdc?.stop());

  const context = (more: Record<string, string> = {}) =>
    testMachine().context({ env: { ...kdc.env, PATH: process.env.PATH ?? "", ...more } });

  /** An engine answers, and the ticket sharer's container is not there. */
  async function noSharer(): Promise<void> {
    const docker = dockerStandIn({ info: { stdout: '{"ServerVersion":"28.2.2"}' }, ps: {} });
    onTestFinished(() => docker.close());
    const before = process.env.PATH ?? "";
    process.env.PATH = `${docker.env.PATH}:${before}`;
    try {
      await expectCaused("the ticket sharer does not run", context());
    } finally {
      process.env.PATH = before;
    }
  }

  test("no Kerberos programs", async () => {
    vi.stubEnv("KRB5_CONFIG", kdc.env.KRB5_CONFIG ?? "");
    vi.stubEnv("PATH", "/nowhere");
    try {
      await expectCaused("no kinit on PATH", context());
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("the KDC answers, and is silent; there is no ticket, one, and one that has expired", async () => {
    vi.stubEnv("KRB5_CONFIG", kdc.env.KRB5_CONFIG ?? "");
    const cache = `FILE:${join(temporaryFolder(), "krb5cc")}`;
    vi.stubEnv("KRB5CCNAME", cache);
    try {
      expect(await outcome("kerberos-kdc", context())).toMatchObject({ state: "ok" });
      await expectCaused("no ticket", context());
      expect(await outcome("kerberos-shared", context())).toMatchObject({ state: "skipped" });
      await kdc.kinit(cache);
      await noSharer();
      await kdc.kinit(cache, { args: ["-l", "1s"] });
      expect(await outcome("kerberos-present", context())).toMatchObject({ state: "ok" });
      await vi.waitFor(async () => expectCaused("a ticket that has expired", context()), {
        timeout: 100_000,
        interval: 200,
      });
      const env = { KRB5_CONFIG: kdc.env.KRB5_CONFIG ?? "" };
      expectSeen("a clock ten minutes before the KDC's", await tenMinutesBehind("kerberos-kdc", env));
      await kdc.pause();
      await expectCaused("a KDC that has stopped", context());
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
