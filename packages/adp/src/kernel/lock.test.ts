import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.ts";
import { startTimeOf } from "./processes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("one command at a time: the error of the second names the holder", async () => {
  const path = join(folder, "lock");
  await withLock(path, async () => {
    await expect(withLock(path, async () => 1)).rejects.toMatchObject({
      code: "ADP-RUN-001",
      why: expect.stringContaining(String(process.pid)),
    });
  });
  expect(existsSync(path)).toBe(false);
});

test("a lock of a process that has ended, or whose pid is another's now, is taken over", async () => {
  const path = join(folder, "lock");
  for (const left of ["999999999 123@boot", `${process.pid} another-start`]) {
    writeFileSync(path, left);
    expect(await withLock(path, async () => readFileSync(path, "utf8"))).toBe(
      `${process.pid} ${startTimeOf(process.pid)}`,
    );
  }
});

test("a lock without a name is its maker's for a moment, and is taken over later", async () => {
  const path = join(folder, "lock");
  writeFileSync(path, "");
  let worked = false;
  const second = withLock(path, async () => {
    worked = true;
  });
  await sleep(120);
  expect(worked).toBe(false);
  utimesSync(path, 1, 1);
  await second;
  expect(worked).toBe(true);
});

test("of many that come at once to a lock left behind, one works at a time", async () => {
  const path = join(folder, "lock");
  writeFileSync(path, "999999999 123@boot");
  let inside = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      withLock(path, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
});

test("work that fails gives the lock back", async () => {
  const path = join(folder, "lock");
  await expect(withLock(path, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(path)).toBe(false);
});
