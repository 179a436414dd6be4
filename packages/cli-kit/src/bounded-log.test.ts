import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendToLog } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a log that goes on and on takes two files of half a megabyte, and holds the last lines", () => {
  const path = join(folder, "log");
  for (let line = 0; line < 4000; line++) appendToLog(path, `${line} ${"x".repeat(500)}`);
  expect(readdirSync(folder).sort()).toEqual(["log", "log.1"]);
  for (const name of ["log", "log.1"]) {
    expect(statSync(join(folder, name)).size).toBeLessThan(530_000);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(path, "utf8")).toContain("3999 x");
});
