import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Daemons, isAlive, MARK } from "./daemon.ts";
import { startTimeOf } from "./processes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-daemon-"));
});
afterEach(async () => {
  await new Daemons(folder).stop(undefined, 500);
  rmSync(folder, { recursive: true, force: true });
});

const node = process.execPath;
const env = { PATH: process.env.PATH ?? "" };

async function becomes(what: () => boolean): Promise<void> {
  expect(await until(what, { timeoutMs: 100_000, everyMs: 25 })).toBe(true);
}

test("a daemon is known to another command by its record, and its output is in its log", async () => {
  new Daemons(folder).start({
    name: "a",
    argv: [node, "-e", "console.log('hello'); setInterval(() => {}, 1e3)"],
    cwd: folder,
    env,
  });
  const later = new Daemons(folder);
  await becomes(() => later.tail("a").includes("hello"));
  expect(later.alive("a")).toBeDefined();
  expect(await later.stop()).toBe(1);
  expect(later.recorded()).toEqual([]);
});

test("stop ends the children too, also one in a session of its own whose parent is gone", async () => {
  const daemons = new Daemons(folder);
  const script = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e3)"], { detached: true, stdio: "ignore" });
    child.unref(); console.log(child.pid); if (process.argv[1] === "leave") process.exit(0); setInterval(() => {}, 1e3)`;
  daemons.start({ name: "parent", argv: [node, "-e", script], cwd: folder, env });
  daemons.start({ name: "leaver", argv: [node, "-e", script, "leave"], cwd: folder, env });
  await becomes(
    () => /^\d+$/.test(daemons.tail("parent")[0] ?? "") && /^\d+$/.test(daemons.tail("leaver")[0] ?? ""),
  );
  await becomes(() => daemons.alive("leaver") === undefined);
  const children = [Number(daemons.tail("parent")[0]), Number(daemons.tail("leaver")[0])];
  for (const pid of children) expect(startTimeOf(pid)).toBeDefined();
  await daemons.stop(undefined, 400);
  for (const pid of children) expect(startTimeOf(pid)).toBeUndefined();
});

test("a copy of a run folder has none of its processes; a folder that was moved keeps them", async () => {
  const argv = [node, "-e", "setInterval(() => {}, 1e3)"];
  const { pid } = new Daemons(folder).start({ name: "a", argv, cwd: tmpdir(), env });
  const other = `${folder}-other`;
  try {
    cpSync(folder, other, { recursive: true });
    expect(new Daemons(other).recorded()).toEqual([]);
    expect(await new Daemons(other).stop()).toBe(0);
    expect(new Daemons(folder).alive("a")?.pid).toBe(pid);
    rmSync(other, { recursive: true });
    renameSync(folder, other);
    expect(new Daemons(other).alive("a")?.pid).toBe(pid);
    expect(await new Daemons(other).stop()).toBe(1);
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test("a recycled pid is somebody else's: stop leaves it alone", async () => {
  const stranger = spawn(node, ["-e", "setInterval(() => {}, 1e3)"], { stdio: "ignore" });
  try {
    const daemons = new Daemons(folder);
    daemons.start({ name: "gone", argv: [node, "-e", ""], cwd: folder, env });
    await becomes(() => daemons.alive("gone") === undefined);
    const record = { ...daemons.recorded()[0], pid: stranger.pid, started: "12345@another-boot" };
    writeFileSync(join(folder, "processes", "gone.json"), JSON.stringify(record));
    await daemons.stop(undefined, 300);
    expect(startTimeOf(stranger.pid ?? 0)).toBeDefined();
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("a record cut off by a crash does not hide its process: the mark in the environment tells", async () => {
  const daemons = new Daemons(folder);
  const daemon = daemons.start({
    name: "a",
    argv: [node, "-e", "setInterval(() => {}, 1e3)"],
    cwd: folder,
    env,
  });
  writeFileSync(join(folder, "processes", "a.json"), '{"name": "a", "pi');
  await becomes(() => isAlive(daemon));
  await new Daemons(folder).stop();
  expect(isAlive(daemon)).toBe(false);
});

test("a program that does not exist is a daemon that is not alive", async () => {
  const daemons = new Daemons(folder);
  daemons.start({ name: "none", argv: ["/no/such/program"], cwd: folder, env });
  expect(daemons.alive("none")).toBeUndefined();
});

test("an orphan that wiped its environment is known by the session that its parent began", async () => {
  const daemons = new Daemons(folder);
  const script = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e3)"], { stdio: "ignore", env: {} });
    child.unref(); console.log(child.pid); process.exit(0)`;
  daemons.start({ name: "leaver", argv: [node, "-e", script], cwd: folder, env });
  await becomes(() => /^\d+$/.test(daemons.tail("leaver")[0] ?? "") && daemons.alive("leaver") === undefined);
  const orphan = Number(daemons.tail("leaver")[0]);
  expect(startTimeOf(orphan)).toBeDefined();
  expect([...new Daemons(folder).family().keys()]).toEqual([orphan]);
  await new Daemons(folder).stop(undefined, 500);
  expect(startTimeOf(orphan)).toBeUndefined();
});

test("two run folders do not end each other's processes", async () => {
  const other = mkdtempSync(join(tmpdir(), "adp-daemon-"));
  try {
    const mine = new Daemons(folder).start({
      name: "a",
      argv: [node, "-e", "setInterval(() => {}, 1e3)"],
      cwd: folder,
      env,
    });
    const theirs = new Daemons(other).start({
      name: "a",
      argv: [node, "-e", "setInterval(() => {}, 1e3)"],
      cwd: other,
      env,
    });
    await new Daemons(other).stop();
    expect([isAlive(mine), isAlive(theirs)]).toEqual([true, false]);
    expect(process.env[MARK]).toBeUndefined();
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});
