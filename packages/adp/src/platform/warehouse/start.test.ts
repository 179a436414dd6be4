import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Docker } from "../../docker/index.ts";
import { type Answer, type DockerStandIn, dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { openOutput } from "../../kernel/output.ts";
import type { Secret } from "../../kernel/secret.ts";
import { HostFiles, localUri } from "./login.ts";
import { startWantedWarehouse } from "./start.ts";

// What a real engine and a real PostgreSQL do is seen in e2e/platform-warehouse.test.ts.

let home: string;
let standIn: DockerStandIn;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-warehouse-"));
});
afterEach(() => {
  standIn.close();
  rmSync(home, { recursive: true, force: true });
});

function started(
  state: string,
  answers: Record<string, Answer>,
  onNamed = () => {},
  { startedAt = "", needed = true, settings = {} } = {},
): Promise<void> {
  const container = {
    Id: "c1",
    Name: "/platform-warehouse-warehouse-1",
    State: { Status: state, ExitCode: 0, StartedAt: startedAt },
    Config: { Image: "postgres:18", Env: [], Labels: {} },
    HostConfig: {
      NetworkMode: "",
      PortBindings: { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: "15432" }] },
    },
    NetworkSettings: { Ports: { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: "15432" }] } },
  };
  standIn = dockerStandIn({
    "ps --all --quiet --no-trunc --filter label=com.docker.compose.project=platform-mocks": {},
    ps: { stdout: "c1\n" },
    "container inspect": { stdout: `${JSON.stringify([container])}\n` },
    "volume inspect": { stdout: '{"Driver":"local","Labels":null}\n' },
    "image inspect": { stdout: '[{"Id":"sha256:p"}]\n' },
    "compose --project-name platform-warehouse": {},
    ...answers,
  });
  const docker = new Docker({ env: standIn.env });
  const platform = {
    ...{ docker, env: { HOME: home }, settings, root: "/clone" },
    output: openOutput({ json: true }),
  };
  return startWantedWarehouse(platform, { needed, onNamed });
}

const noPassword = { run: { stderr: "cat: /volume/pgpass: No such file or directory\n", code: 1 } };

test("an engine that answers 0 to whatever a container ends with, as Podman does: no empty password is taken", async () => {
  const asPodman = { run: { stderr: "cat: /volume/pgpass: No such file or directory\n" } };
  const ready = { "exec c1 pg_isready": {}, "exec --interactive": { stdout: "180001\n" } };
  await started("running", { ...ready, ...asPodman });
  expect(new HostFiles({ HOME: home }).password()?.reveal()).toMatch(/^[\w-]{32}$/);
});

test("datakits may start before the warehouse where they have its name already, and only then", async () => {
  const answers = { "exec c1 pg_isready": {}, "exec --interactive": { stdout: "180001\n" }, run: {} };
  const called: string[][] = [];
  const named = () => void called.push(standIn.calls().filter((call) => /^(compose|run)/.test(call)));
  await started("running", answers, named);
  // Its login is written last.
  expect(called).toEqual([
    [/^compose/, /cat \/volume\/pgpass$/, /cat >\/volume/].map((call) => expect.stringMatching(call)),
  ]);
  expect(new HostFiles({ HOME: home }).named()).toBe(localUri);
  standIn.close();
  called.length = 0;
  await started("running", answers, named);
  expect(called[0]).toEqual([]);
});

test("a datakit's start takes a warehouse as the last start left it; one that was started since, and the platform's own start do not", async () => {
  const answers = { "exec c1 pg_isready": {}, "exec --interactive": { stdout: "180001\n" }, run: {} };
  const again = async (more: Parameters<typeof started>[3] = {}, other: Record<string, Answer> = {}) => {
    await started("running", { ...answers, ...other }, undefined, more);
    const made = standIn.calls().flatMap((call) => /^(?:compose|exec|run)\b/.exec(call) ?? []);
    standIn.close();
    return made.join(" ");
  };
  const image = (id: string) => ({ "image inspect": { stdout: `[{"Id":"sha256:${id}"}]\n` } });
  const volume = (made: string) => ({
    "volume inspect": { stdout: `{"Driver":"local","Labels":null,"CreatedAt":"${made}"}\n` },
  });
  // The password of a volume that another user made is looked for once.
  expect(await again()).toBe("compose exec run exec run");
  expect(await again()).toBe("");
  const later = { startedAt: "2026-01-01T00:00:00Z" };
  const all = "compose exec exec run";
  expect(await again(later)).toBe(all);
  expect(await again(later)).toBe("");
  expect(await again({ ...later, needed: false, settings: { WAREHOUSE: "local" } })).toBe(all);
  // An image of the same name, the volume with the login, and the password file are others than they were.
  for (const other of [image("q"), volume("2026-01-02T00:00:00Z")]) {
    expect(await again(later, other)).toBe(all);
    expect(await again(later, other)).toBe("");
  }
  const files = new HostFiles({ HOME: home });
  files.remember(files.password() as Secret, 15433);
  expect(await again(later, volume("2026-01-02T00:00:00Z"))).toBe(all);
  expect(await again(later)).toBe(all);
  // Another one was named in between.
  files.name("postgres://me@db.company.com/sales");
  expect(await again(later)).toBe(all);
  expect(files.named()).toBe(localUri);
});

test("a PostgreSQL older than 15: ADP-PLAT-011, before a login is written", async () => {
  const old = { "exec c1 pg_isready": {}, "exec --interactive": { stdout: "140011\n" }, ...noPassword };
  await expect(started("running", old)).rejects.toMatchObject({
    code: "ADP-PLAT-011",
    message: "IMAGE_POSTGRES has PostgreSQL 14; the warehouse needs 15 or newer.",
  });
  expect(new HostFiles({ HOME: home }).password()).toBeUndefined();
});

test("tables of another major version: ADP-PLAT-010 says so", async () => {
  const log =
    "FATAL:  database files are incompatible with server\nDETAIL:  The data directory was initialized by PostgreSQL version 15\n";
  const dead = { "exec c1 pg_isready": { stderr: "is restarting\n", code: 1 }, logs: { stderr: log } };
  await expect(started("restarting", dead)).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    why: expect.stringContaining("another major version"),
    evidence: expect.arrayContaining([expect.stringContaining("initialized by PostgreSQL version 15")]),
  });
});

test("a server that ends at once: ADP-PLAT-010 with the end of its log", async () => {
  const dead = {
    "exec c1 pg_isready": { stderr: "is not running\n", code: 1 },
    logs: { stderr: "initdb: error: oh\n" },
  };
  await expect(started("exited", dead)).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    why: expect.stringContaining("exited"),
    evidence: ["initdb: error: oh"],
  });
});

test("a statement that the server refuses: ADP-PLAT-010 with its words, which hold no password", async () => {
  const refused = {
    "exec c1 pg_isready": {},
    "exec --interactive": { stderr: "psql: ERROR:  permission denied\n", code: 3 },
    ...noPassword,
  };
  await expect(started("running", refused)).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    evidence: ["psql: ERROR:  permission denied"],
  });
});

test("an image that cannot be pulled is named, with the setting that names it", async () => {
  const stderr =
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host\n';
  await expect(
    started("exited", { "compose --project-name platform-warehouse": { stderr, code: 1 } }),
  ).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    message:
      "The warehouse's image docker.io/library/postgres:18-bookworm is not here, and could not be pulled.",
    why: "The Docker Engine does not reach the registry.",
    next: [
      {
        either: [
          [{ do: expect.stringContaining("IMAGE_POSTGRES in platform-bootstrap/.env") }],
          expect.anything(),
        ],
      },
      expect.anything(),
    ],
  });
});

const setting = expect.stringContaining("IMAGE_POSTGRES");
test.each([
  ["unable to find user postgres: no matching entries in passwd file", "no user postgres"],
  ['exec: "sh": executable file not found in $PATH: unknown', "no shell"],
  ["image's platform (linux/arm64) does not match the detected host platform", "another processor"],
])("an image that is no PostgreSQL is named, with its setting: %s", async (words, why) => {
  const stderr = `Error response from daemon: ${words}\n`;
  const refused = { "compose --project-name platform-warehouse": { stderr, code: 1 } };
  await expect(started("exited", refused)).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    why: expect.stringMatching(new RegExp(`postgres:18-bookworm .*${why}`)),
    next: [{ do: setting }, expect.anything()],
  });
});

test("an image for another processor, which only its container's log tells", async () => {
  const dead = {
    "exec c1 pg_isready": { stderr: "is restarting\n", code: 1 },
    logs: { stderr: "exec /usr/bin/sh: exec format error\n" },
  };
  await expect(started("restarting", dead)).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    why: expect.stringContaining("postgres:18 is for another processor"),
    next: [{ do: setting }, expect.anything()],
  });
});

test("a machine that does not let it start: no word of the image, which is not to blame", async () => {
  const stderr =
    "Error response from daemon: failed to create shim task: OCI runtime create failed: no cgroup\n";
  const refused = { "compose --project-name platform-warehouse": { stderr, code: 1 } };
  const failure = started("exited", refused);
  await expect(failure).rejects.toMatchObject({
    code: "ADP-PLAT-010",
    evidence: [expect.stringContaining("no cgroup")],
    next: [{ either: [[{ run: expect.anything() }, expect.anything()], expect.anything()] }],
  });
  await expect(failure).rejects.not.toMatchObject({ next: [{ do: setting }] });
});
