import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("one command at a time: the second is told who holds the folder", async () => {
  const path = join(folder, "lock");
  await withLock(path, "adp demo", async () => {
    await expect(withLock(path, "adp demo", async () => 1)).rejects.toMatchObject({
      code: "ADP-RUN-001",
      why: expect.stringContaining(String(process.pid)),
    });
  });
  expect(existsSync(path)).toBe(false);
});

test("a lock of a process that has ended, or that nobody can read, is taken over", async () => {
  const path = join(folder, "lock");
  for (const left of ["999999999 123@boot", "", "garbage"]) {
    writeFileSync(path, left);
    expect(await withLock(path, "adp demo", async () => "worked")).toBe("worked");
  }
});

test("work that fails gives the lock back", async () => {
  const path = join(folder, "lock");
  await expect(withLock(path, "x", async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(path)).toBe(false);
});
