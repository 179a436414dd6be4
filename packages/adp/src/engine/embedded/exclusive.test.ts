import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startTimeOf } from "../../kernel/processes.ts";
import { exclusively } from "./exclusive.ts";

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-lock-"));
  lock = join(folder, "a", "work.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("two never work at the same time", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => exclusively(lock, work)));
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

it("is released when the work fails", async () => {
  await expect(exclusively(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await exclusively(lock, async () => "yes")).toBe("yes");
});

it("waits for a living holder, says for whom, and in the end how to go on", async () => {
  const holder = spawn("sleep", ["60"]);
  const pid = holder.pid ?? 0;
  await exclusively(lock, async () => undefined);
  writeFileSync(lock, `${pid} ${startTimeOf(pid)}`);
  const told: number[] = [];
  const error = await exclusively(lock, async () => "never", {
    onWait: (one) => told.push(one),
    timeoutMs: 300,
  }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "ADP-PY-008" });
  expect(JSON.stringify(error.next)).toContain(`rm ${lock}`);
  expect(told[0]).toBe(pid);
  const controller = new AbortController();
  const waiting = exclusively(lock, async () => "never", { signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
  holder.kill("SIGKILL");
});
