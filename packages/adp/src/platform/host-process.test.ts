import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HostProcess } from "./host-process.ts";
import { helpForKeyring } from "./keyring.ts";

let runFolder: string;
let copier: HostProcess;
beforeEach(() => {
  runFolder = mkdtempSync(join(tmpdir(), "adp-host-process-"));
  copier = new HostProcess({ root: "/nonexistent", runFolder });
  copier.makeFolder();
});
const facts = {
  version: 2,
  state: "shared",
  usable: true,
  text: "",
  cache: "/krb5/cache/krb5cc",
  started: 1,
  updated: 1,
};

afterEach(() => rmSync(runFolder, { recursive: true, force: true }));

test.each([
  ["the source's", { source: { problem: { code: "TKT-SOURCE-MISSING", what: "none", next: [] } } }, "none"],
  [
    "the copy's, which the container cannot know, before it",
    {
      source: { problem: { code: "TKT-SOURCE-MISSING", what: "none", next: [] } },
      problem: { code: "TKT-PUBLISH-FAILED", what: "full", next: [] },
    },
    "full",
  ],
  ["none", { source: {} }, undefined],
])("what keeps the host's process from copying is reported: %s", (_, said, what) => {
  const { source, ...more } = said;
  const status = { ...facts, ...more, source: { name: "/tmp/krb5cc_1000", ...source } };
  writeFileSync(join(copier.folder, "status.json"), JSON.stringify(status));
  expect(copier.problem()?.what).toBe(what);
});

test.each([
  ["exported KEYRING:x", undefined],
  ["klist: No credentials cache found", "The keyring could not be exported: klist: No credentials"],
])("what keeps a keyring from being exported is reported: %s", (line, what) => {
  mkdirSync(join(runFolder, "logs"));
  writeFileSync(copier.log, `2026-01-01T00:00:00.000Z ${line}\n`);
  expect(copier.problem()?.next).toEqual(what === undefined ? undefined : helpForKeyring(line));
  expect(copier.problem()?.what.slice(0, what?.length)).toBe(what);
});
