// A command that is cut off: nothing half-made stays, and the next command works.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Status } from "../packages/adp/src/engine/index.ts";
import { adp, bundle, document, processesOf, scratch } from "./world/adp.ts";

const world = scratch("cut");
const kit = join(world.folder, "cut-datakit");
const run = join(kit, ".adp", "run");

beforeAll(async () => {
  expect((await adp(["datakit", "new", "cut"], { cwd: world.folder })).code).toBe(0);
});
afterAll(async () => {
  await adp(["dev", "stop"], { cwd: kit });
  world.close();
});

/** `adp dev start`, handed over when it has come as far as the scenario wants. */
async function started(when: () => boolean): Promise<ChildProcess> {
  const child = spawn(process.execPath, [bundle, "dev", "start"], { cwd: kit, stdio: "ignore" });
  for (let i = 0; i < 2400 && !when() && child.exitCode === null; i++) await pause();
  expect(child.exitCode).toBeNull();
  expect(when()).toBe(true);
  return child;
}

/** How a process ended, also when it has already. */
async function ended(child: ChildProcess): Promise<number | string | null> {
  for (let i = 0; i < 2400 && child.exitCode === null && child.signalCode === null; i++) await pause();
  return child.exitCode ?? child.signalCode;
}

function pause(): Promise<void> {
  return new Promise((next) => setTimeout(next, 25));
}

test("Ctrl-C while Airflow's services start: exit 130, and none of them stays", async () => {
  const child = await started(() => existsSync(join(run, "processes", "triggerer.json")));
  child.kill("SIGINT");
  expect(await ended(child)).toBe(130);
  expect(processesOf(run)).toEqual([]);
  expect(existsSync(join(run, "lock"))).toBe(false);
});

test("kill -9 while the database is made: the next command ends what is left, and repairs", async () => {
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

test("a second command meanwhile is told that the first is at work", async () => {
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
