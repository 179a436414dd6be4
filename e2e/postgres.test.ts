// The embedded PostgreSQL by itself: real binaries, real processes.
import { execFileSync } from "node:child_process";
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
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  connect,
  preparePostgres,
  provision,
  startPostgres,
} from "../packages/adp/src/engine/embedded/postgres/index.ts";
import { EmbeddedEngine } from "../packages/adp/src/engine/index.ts";
import { Daemons } from "../packages/adp/src/kernel/daemon.ts";
import { openOutput } from "../packages/adp/src/kernel/output.ts";
import { freePort } from "../packages/adp/src/kernel/port.ts";
import { BareClock, Progress } from "../packages/adp/src/kernel/progress.ts";
import { Secret } from "../packages/adp/src/kernel/secret.ts";
import { removeFolder, until } from "./world/lib/index.ts";
import { openStranger } from "./world/stranger.ts";

const clock = new BareClock();
const engineFolder = join(import.meta.dirname, "..", ".adp", "run", "engine");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-pg-"));
});
afterEach(async () => {
  for (const name of readdirSync(folder)) await new Daemons(join(folder, name)).stop();
  await new Daemons(join(folder, "kit", ".adp", "run")).stop();
  removeFolder(folder);
});

async function open(name: string, at = join(folder, name)) {
  const binaries = await preparePostgres({ engineFolder, clock });
  const daemons = new Daemons(join(folder, name));
  const login = { port: await freePort(), role: "warehouse", password: Secret.random() };
  const superuser = Secret.random();
  const start = (
    port = login.port,
    initdb = binaries.initdb,
    renewed: { superuser?: Secret; formerSuperuser?: Secret } = {},
  ) =>
    startPostgres({
      folder: join(at, "postgres"),
      binaries: { ...binaries, initdb },
      port,
      superuser,
      roles: [{ name: "warehouse", password: login.password, databases: ["warehouse"] }],
      daemons,
      clock,
      ...renewed,
    });
  return { daemons, login, superuser, start, data: join(at, "postgres", "data") };
}

test("commands that install the binaries at the same time wait for each other", async () => {
  const own = { engineFolder: join(folder, "engine"), clock };
  const first = preparePostgres(own);
  const installs = () =>
    readdirSync(own.engineFolder, { recursive: true }).some((path) => /node_modules$/.test(`${path}`));
  await until("npm at work", installs);
  const [one, other] = await Promise.all([first, preparePostgres(own)]);
  expect(one).toEqual(other);
  expect(execFileSync(one.postgres, ["--version"], { encoding: "utf8" })).toMatch(/^postgres .* 18\./);
  expect(readdirSync(own.engineFolder)).toHaveLength(1);
});

test("two servers side by side, each with its own role and database, on 127.0.0.1 only", async () => {
  const [a, b] = [await open("a"), await open("b")];
  await Promise.all([a.start(), b.start()]);
  for (const { login } of [a, b]) {
    const client = await connect(login);
    const { rows } = await client.query(
      "select current_user as who, current_database() as what, version() as version",
    );
    expect(rows[0]).toMatchObject({
      who: "warehouse",
      what: "warehouse",
      version: expect.stringMatching(/^PostgreSQL 18\./),
    });
    const { rows: rights } = await client.query(
      "select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = current_user",
    );
    expect(Object.values(rights[0])).toEqual([false, false, false, false, false]);
    const { rows: where } = await client.query("show listen_addresses");
    expect(where[0]).toEqual({ listen_addresses: "127.0.0.1" });
    await client.end();
  }
  await expect(connect({ ...a.login, password: b.login.password })).rejects.toThrow(
    /password authentication failed/,
  );
});

test("several commands at once see to the roles, and none of them fails", async () => {
  const { superuser, login, start } = await open("many");
  await start();
  const roles = [{ name: "warehouse", password: login.password, databases: ["warehouse", "another"] }];
  const one = () => provision({ port: login.port, superuser, roles });
  await Promise.all(Array.from({ length: 8 }, one));
});

test("a renewed superuser's password is the cluster's after the next start, and the former one is refused", async () => {
  const { superuser: former, login, start, daemons } = await open("renewed");
  await start();
  await daemons.stop();
  const renewed = Secret.random();
  await start(login.port, undefined, { superuser: renewed, formerSuperuser: former });
  await (await connect({ port: login.port, role: "postgres", password: renewed })).end();
  await expect(connect({ port: login.port, role: "postgres", password: former })).rejects.toThrow(
    /password authentication failed/,
  );
  await daemons.stop();
  // Where the start was cut off before it was confirmed, the next one says both again.
  await start(login.port, undefined, { superuser: renewed, formerSuperuser: former });
});

test("no password stands in a process list, an environment, a log or a file left behind", async () => {
  const { start, login, superuser, daemons } = await open("a");
  await start();
  const secrets = [login.password.reveal(), superuser.reveal()];
  const seen = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8") + readFileSync(`/proc/${pid}/environ`, "utf8");
      } catch {
        // Gone meanwhile.
        return "";
      }
    });
  const texts = [...seen, daemons.tail("postgres", 500).join("\n")];
  for (const secret of secrets) expect(texts.some((text) => text.includes(secret))).toBe(false);
  const left = grep(secrets, folder);
  expect(left).toBe("");
});

test("a killed server keeps its committed rows, and a pid file whose number is another's is no obstacle", async () => {
  const { start, login, daemons, data } = await open("a");
  await start();
  let client = await connect(login);
  await client.query("create table kept as select generate_series(1, 1000) as n");
  await client.end();
  const daemon = daemons.alive("postgres");
  process.kill(daemon?.pid ?? 0, "SIGKILL");
  await daemons.stop();
  const file = join(data, "postmaster.pid");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, String(process.pid)));
  await start(await freePort().then((port) => Object.assign(login, { port }).port));
  client = await connect(login);
  expect((await client.query("select count(*)::int as n from kept")).rows).toEqual([{ n: 1000 }]);
  await client.end();
});

test("a cluster that cannot start: ADP-PG-010 with PostgreSQL's own words, and nothing stays running", async () => {
  const { start, daemons, data } = await open("a");
  await start();
  await daemons.stop();
  rmSync(join(data, "global", "pg_control"));
  await expect(start()).rejects.toMatchObject({
    code: "ADP-PG-010",
    evidence: expect.arrayContaining([expect.stringMatching(/pg_control/)]),
  });
  expect(daemons.alive("postgres")).toBeUndefined();
});

test("a cluster that cannot be made: ADP-PG-009 with initdb's own words, and nothing of it stays", async () => {
  const { start, data } = await open("a");
  // The template files that initdb reads are beside its program; one that stands alone finds none.
  const alone = join(folder, "bin-alone");
  mkdirSync(alone);
  const { initdb } = await preparePostgres({ engineFolder, clock });
  writeFileSync(join(alone, "initdb"), `#!/bin/sh\nexec ${initdb} -L ${alone} "$@"\n`, { mode: 0o755 });
  await expect(start(undefined, join(alone, "initdb"))).rejects.toMatchObject({
    code: "ADP-PG-009",
    evidence: expect.arrayContaining([expect.stringMatching(/initdb: error/)]),
  });
  expect(existsSync(data)).toBe(false);
  expect(readdirSync(join(data, ".."))).toEqual([]);
});

test("a cluster that an interrupted run left unfinished is created again", async () => {
  const { start, login, data } = await open("a");
  mkdirSync(join(`${data}.new`, "base"), { recursive: true });
  await start();
  await (await connect(login)).end();
});

test("a full disk: ADP-PG-005", async () => {
  const small = join(folder, "small");
  mkdirSync(small);
  // A real file system of 16 MB; only root may mount one.
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", small]);
  try {
    const { start } = await open("a", small);
    await expect(start()).rejects.toMatchObject({
      code: "ADP-PG-005",
      next: expect.arrayContaining([
        expect.objectContaining({ run: { shell: `df -h ${join(small, "postgres")}` } }),
      ]),
    });
  } finally {
    execFileSync("umount", [small]);
  }
});

function grep(secrets: readonly string[], where: string): string {
  try {
    return execFileSync("grep", ["-rlF", ...secrets.flatMap((secret) => ["-e", secret]), where], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  } catch (error) {
    // grep exits with 1 when it finds nothing, and with 2 also where a file that it saw is gone when it opens it.
    const { status, stdout, stderr } = error as { status?: number; stdout: string; stderr: string };
    const gone = stderr
      .split("\n")
      .every((line) => line === "" || line.endsWith("No such file or directory"));
    if (status === 1 || (status === 2 && gone)) return stdout.trim();
    throw error;
  }
}

test("a stranger who takes the port between choice and start gets no password: other ports are chosen", async () => {
  const run = join(folder, "kit", ".adp", "run");
  mkdirSync(run, { recursive: true });
  const engine = new EmbeddedEngine({
    ...{ runFolder: run, engineFolder, datakits: [], progress: new Progress(openOutput({ json: true })) },
    line: "3.3",
  });
  const { settings: first } = await engine.prepare();
  const stranger = await openStranger({
    port: first.postgresPort,
    chosen: join(run, "settings.json"),
    speaks: "postgres",
  });
  try {
    const { settings } = await engine.startWarehouse();
    expect(stranger.listens()).toBe(true);
    expect(settings.postgresPort).not.toBe(first.postgresPort);
    expect(settings.passwords.warehouse.reveal()).not.toBe(first.passwords.warehouse.reveal());
    expect(stranger.received()).toBe("");
    // And who connects by mistake sends nothing either.
    const wrong = { port: first.postgresPort, role: "warehouse", password: settings.passwords.warehouse };
    await expect(connect(wrong)).rejects.toMatchObject({ code: "ADP-PG-012" });
    await until("what the stranger received", () => stranger.received() !== "");
    expect(stranger.received().trim()).toBe("");
    await engine.stop();
  } finally {
    await stranger.close();
  }
});
