// An interrupted command leaves nothing unfinished, and the next command works.
// @suite ci, 55 s
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Status } from "../packages/adp/src/engine/index.ts";
import { adp, bundle, document, processesOf, scratch } from "./world/adp.ts";
import { until } from "./world/lib/index.ts";

const world = scratch("cut");
const kit = join(world.folder, "cut-datakit");
const run = join(kit, ".adp", "run");

beforeAll(async () => {
  expect((await adp(["datakit", "new", "cut", "--airflow", "3"], { cwd: world.folder })).code).toBe(0);
});
afterAll(async () => {
  await adp(["dev", "stop"], { cwd: kit });
  world.close();
});

/** What the last start said on stderr. */
let said = "";

/** Starts `adp dev start`, or another command, and returns it as soon as `when` is true. */
async function started(
  when: () => boolean,
  words: readonly string[] = ["dev", "start", "--engine", "embedded"],
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [bundle, ...words], {
    cwd: kit,
    stdio: ["ignore", "ignore", "pipe"],
  });
  said = "";
  child.stderr.on("data", (text) => {
    said += String(text);
  });
  // The first one on a machine downloads Airflow.
  await until("adp dev start", () => when() || child.exitCode !== null, { timeoutMs: 1_200_000 });
  expect(child.exitCode).toBeNull();
  expect(when()).toBe(true);
  return child;
}

/** Waits for the process and all that it says; returns its exit code or signal. */
async function ended(child: ChildProcess): Promise<number | string | null> {
  // What it said last comes after its exit.
  const over = () => (child.exitCode !== null || child.signalCode !== null) && child.stderr?.closed === true;
  await until("the end of adp", over);
  return child.exitCode ?? child.signalCode;
}

test("Ctrl-C while Airflow's services start: exit 130, and none of them stays", async () => {
  const child = await started(() => existsSync(join(run, "processes", "triggerer.json")));
  child.kill("SIGINT");
  expect(await ended(child)).toBe(130);
  expect(said).toMatch(/^Interrupted: nothing of this datakit runs now\.$/m);
  expect(processesOf(run)).toEqual([]);
  expect(existsSync(join(run, "lock"))).toBe(false);
});

test("kill -9 while the database is created: the next command stops what is left, and repairs", async () => {
  const child = await started(() => existsSync(join(run, "processes", "postgres.json")));
  child.kill("SIGKILL");
  expect(await ended(child)).toBe("SIGKILL");
  expect(processesOf(run).length).toBeGreaterThan(0);
  expect((await adp(["dev", "stop"], { cwd: kit })).code).toBe(0);
  expect(processesOf(run)).toEqual([]);
});

test("kill -9 while the services start: start begins again and becomes healthy, with one of each service", async () => {
  const child = await started(() => existsSync(join(run, "processes", "triggerer.json")));
  child.kill("SIGKILL");
  await ended(child);
  const left = processesOf(run);
  expect(left.length).toBeGreaterThan(0);
  const again = await adp(["dev", "start"], { cwd: kit });
  expect(again.code, again.stderr).toBe(0);
  const { state, services } = document<Status>(await adp(["dev", "status", "--json"], { cwd: kit }));
  expect(state).toBe("healthy");
  expect(services.map((service) => service.name).sort()).toEqual([
    "dag-processor",
    "postgres",
    "scheduler",
    "triggerer",
    "web",
  ]);
  for (const service of services) expect(left).not.toContain(service.pid);
});

test("Ctrl-C in the demo, and in a command that started PostgreSQL for itself: one line says that nothing runs", async () => {
  const demo = join(world.folder, "demo");
  const postgres = (folder: string) => existsSync(join(folder, "processes", "postgres.json"));
  const child = await started(() => postgres(demo), ["demo", "--months", "1", "--folder", demo]);
  child.kill("SIGINT");
  expect(await ended(child)).toBe(130);
  expect(said).toMatch(/^Interrupted: nothing of the demo runs now\.$/m);
  expect(processesOf(demo)).toEqual([]);
  await adp(["dev", "stop"], { cwd: kit });
  const sql = await started(() => postgres(run), ["dev", "sql", "select pg_sleep(120)"]);
  sql.kill("SIGINT");
  expect(await ended(sql)).toBe(130);
  expect(said).toMatch(/^Interrupted: nothing of this datakit runs now\.$/m);
  expect(processesOf(run)).toEqual([]);
});

test("a second command at the same time is refused", async () => {
  await adp(["dev", "stop"], { cwd: kit });
  const child = await started(() => existsSync(join(run, "lock")));
  const second = await adp(["dev", "start"], { cwd: kit });
  expect(second.code).toBe(2);
  expect(second.stderr).toContain(`ADP-RUN-001`);
  expect(second.stderr).toContain(`Process ${child.pid} holds`);
  child.kill("SIGTERM");
  expect(await ended(child)).toBe(143);
  expect(processesOf(run)).toEqual([]);
});
