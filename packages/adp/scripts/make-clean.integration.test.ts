// `make clean` in a clone where a process of the ticket's runs on the host, as `adp platform start` leaves one for tickets
// in /tmp. Here it is a process of the same record, and no Docker answers; the container is the scenarios' in e2e/.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Daemon, Daemons } from "../src/kernel/daemon.ts";
import { platformRoot } from "../src/kernel/home.ts";
import { withLock } from "../src/kernel/lock.ts";
import { attempt } from "../src/kernel/process.ts";
import { startTimeOf } from "../src/kernel/processes.ts";

let top: string;
let clone: string;
let daemons: Daemons;
let watcher: Daemon;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "adp-clean-"));
  clone = join(top, "clone");
  for (const name of [
    "Makefile",
    "packages/adp/package.json",
    "packages/adp/dist",
    "packages/adp/data",
    "packages/adp/scripts",
  ])
    cpSync(join(platformRoot(), name), join(clone, name), { recursive: true });
  mkdirSync(join(clone, "platform-bootstrap"));
  daemons = new Daemons(join(clone, ".adp", "run", "platform"));
  watcher = daemons.start({ name: "ticket-watcher", argv: ["sleep", "600"], cwd: top, env: {} });
});
afterEach(() => {
  if (startTimeOf(watcher.pid) === watcher.started) process.kill(watcher.pid, "SIGKILL");
  rmSync(top, { recursive: true, force: true });
});

function clean(...words: string[]) {
  const env = { DOCKER_HOST: `unix://${join(top, "nobody.sock")}`, DOCKER_CONTEXT: "" };
  return attempt(["make", "clean", ...words], { cwd: clone, env, timeoutMs: 200_000 });
}

test("ends the ticket's process before its records go, and says that no container could be asked", async () => {
  expect(daemons.alive("ticket-watcher")?.pid).toBe(watcher.pid);
  const { code, stderr } = await clean();
  expect(code, stderr).toBe(0);
  expect(startTimeOf(watcher.pid)).toBeUndefined();
  expect(stderr).toMatch(/ADP-DOC-00[12]/);
  expect(stderr).toContain("make platform-stop in platform-bootstrap, when Docker answers");
  expect(existsSync(join(clone, ".adp", "run"))).toBe(false);
});

test("removes nothing while that process may still run", async () => {
  // As while a start is under way.
  await withLock(join(clone, ".adp", "run", "platform", "lock"), async () => {
    const { code, stderr } = await clean();
    expect(code).not.toBe(0);
    expect(stderr).toContain("ADP-RUN-001");
  });
  expect(daemons.alive("ticket-watcher")?.pid).toBe(watcher.pid);
});

test("refuses while a datakit runs on the engine, and names what stops it; FORCE=1 removes it all the same", async () => {
  const datakit = join(top, "my sales-datakit");
  const runFolder = join(datakit, ".adp", "run");
  mkdirSync(join(datakit, "dags"), { recursive: true });
  const scheduler = new Daemons(runFolder).start({
    name: "scheduler",
    argv: ["sleep", "600"],
    cwd: top,
    env: {},
  });
  try {
    const known = join(clone, ".adp", "run", "engine", "run-folders");
    mkdirSync(known, { recursive: true });
    writeFileSync(join(known, "one"), runFolder);
    const { code, stderr } = await clean();
    expect(code).not.toBe(0);
    expect(stderr).toContain("ADP-CLEAN-001");
    expect(stderr).toContain(`dev stop --datakit '${datakit}'`);
    expect(startTimeOf(watcher.pid)).toBe(watcher.started);
    expect(existsSync(known)).toBe(true);
    expect((await clean("FORCE=1")).code).toBe(0);
    expect(existsSync(known)).toBe(false);
  } finally {
    process.kill(scheduler.pid, "SIGKILL");
  }
});
