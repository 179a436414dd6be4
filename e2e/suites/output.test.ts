import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bufferedOutput } from "./output.ts";

let folder: string;
let printed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-output-"));
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a program that is stopped is waited for: what it says to its end is printed before the output closes", async () => {
  const stop = new AbortController();
  const output = bufferedOutput(folder, "a suite", stop.signal);
  const ready = join(folder, "ready");
  const script = `trap 'sleep 0.3; echo tidied up; exit 3' TERM; echo > ${ready}; while :; do sleep 0.05; done`;
  const passed = output.passes(["sh", "-c", script], { cwd: folder });
  expect(await until(() => existsSync(ready), { timeoutMs: 60_000, everyMs: 10 })).toBe(true);
  stop.abort();
  expect(await passed).toBe(false);
  output.close();
  expect(printed).toContain("tidied up\n");
});

test("a program that is not there did not start", async () => {
  const output = bufferedOutput(folder, "none", new AbortController().signal);
  expect(await output.passes(["no-such-program"], { cwd: folder })).toBe(false);
  output.close();
  expect(printed).toMatch(/^no-such-program did not start: .*ENOENT/);
});
