import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Watcher } from "./watcher.ts";

let runFolder: string;
let watcher: Watcher;
beforeEach(() => {
  runFolder = mkdtempSync(join(tmpdir(), "adp-watcher-"));
  watcher = new Watcher({ root: "/nonexistent", runFolder, again: "again" });
  watcher.makeFolder();
});
afterEach(() => rmSync(runFolder, { recursive: true, force: true }));

test.each([
  ["the source's", { source: { problem: { code: "TKT-SOURCE-MISSING", what: "none" } } }, "none"],
  [
    "the copy's, which the container cannot know, before it",
    {
      source: { problem: { code: "TKT-SOURCE-MISSING", what: "none" } },
      problem: { code: "TKT-PUBLISH-FAILED", what: "full" },
    },
    "full",
  ],
  ["none", { source: {} }, undefined],
])("what keeps the host's process from copying is told: %s", (_, said, what) => {
  const status = { state: "shared", started: 1, ...said };
  writeFileSync(join(watcher.folder, "status.json"), JSON.stringify(status));
  expect(watcher.problem()?.what).toBe(what);
});

test.each([
  ["exported KEYRING:x", undefined, undefined],
  ["klist: No credentials cache found", "kinit", "The keyring could not be exported: klist: No credentials"],
])("what keeps a keyring from being exported is told: %s", (line, next, what) => {
  mkdirSync(join(runFolder, "logs"));
  writeFileSync(watcher.log, `2026-01-01T00:00:00.000Z ${line}\n`);
  expect(watcher.problem()?.next[0]).toBe(next);
  expect(watcher.problem()?.what.slice(0, what?.length)).toBe(what);
});
