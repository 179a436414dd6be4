import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bundlePath } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { installAdp } from "./index.ts";

let home: string;
const output = openOutput({ json: true });
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-install-"));
  vi.stubEnv("SHELL", "/bin/bash");
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});
const link = () => join(home, ".local", "bin", "adp");

test("adp is linked to this clone with the completion of the user's shell, and taken back whole", async () => {
  await installAdp({ yes: true, output, home });
  expect(readlinkSync(link())).toBe(bundlePath());
  const completion = join(home, ".local", "share", "bash-completion", "completions", "adp");
  expect(existsSync(completion)).toBe(true);
  await installAdp({ yes: true, output, home });
  await installAdp({ remove: true, output, home });
  expect([existsSync(link()), existsSync(completion)]).toEqual([false, false]);
});

test("a bundle that is executable keeps its mode: only its owner may change it", async () => {
  const before = statSync(bundlePath());
  await installAdp({ yes: true, output, home });
  expect(before.mode & 0o111).toBe(0o111);
  expect(statSync(bundlePath()).ctimeMs).toBe(before.ctimeMs);
});

test("a link to another clone of the platform is moved to this one", async () => {
  mkdirSync(join(home, ".local", "bin"), { recursive: true });
  execFileSync("ln", ["-s", "/elsewhere/packages/adp/dist/adp.mjs", link()]);
  await installAdp({ yes: true, output, home });
  expect(readlinkSync(link())).toBe(bundlePath());
});

test("another program named adp is never replaced: ADP-INS-002", async () => {
  mkdirSync(join(home, ".local", "bin"), { recursive: true });
  writeFileSync(link(), "#!/bin/sh\n");
  await expect(installAdp({ yes: true, output, home })).rejects.toMatchObject({
    code: "ADP-INS-002",
  });
  await expect(installAdp({ remove: true, output, home })).rejects.toMatchObject({
    code: "ADP-INS-002",
  });
  expect(lstatSync(link()).isFile()).toBe(true);
});

test("without a terminal to ask on: ADP-INS-003, and nothing is made", async () => {
  await expect(installAdp({ output, home })).rejects.toMatchObject({
    code: "ADP-INS-003",
    next: [{ run: { adp: "install --yes" } }],
  });
  expect(existsSync(join(home, ".local"))).toBe(false);
});

test("a folder that cannot be written: ADP-INS-004", async () => {
  writeFileSync(join(home, ".local"), "");
  await expect(installAdp({ yes: true, output, home })).rejects.toMatchObject({ code: "ADP-INS-004" });
});
