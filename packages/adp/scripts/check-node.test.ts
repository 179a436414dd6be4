import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = join(import.meta.dirname, "check-node.sh");
let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "adp-node-"));
  for (const tool of ["uname"]) symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

function check(version?: string) {
  if (version !== undefined) {
    writeFileSync(join(bin, "node"), `#!/bin/sh\necho ${version}\n`);
    chmodSync(join(bin, "node"), 0o755);
  }
  return spawnSync("/bin/sh", [script], { env: { PATH: bin }, encoding: "utf8" });
}

test("no Node.js: ADP-NODE-001 says what to install", () => {
  const { status, stderr } = check();
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^ADP-NODE-001 {2}Node\.js was not found on PATH\.\n {2}why: .*20\.19.*\n {2}next: .+\n$/,
  );
});

test.each(["12.22.12", "18.20.8", "20.18.3"])("Node.js %s is too old: ADP-NODE-002 names it", (version) => {
  const { status, stderr } = check(version);
  expect(status).toBe(2);
  expect(stderr).toContain(`ADP-NODE-002  ${join(bin, "node")} is Node.js ${version}, which is too old.`);
});

test.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("Node.js %s will do", (version) => {
  expect(check(version)).toMatchObject({ status: 0, stderr: "" });
});
