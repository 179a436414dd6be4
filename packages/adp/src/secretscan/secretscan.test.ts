import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundlePath } from "../kernel/home.ts";
import { hasHook, installHook, scanForSecrets } from "./index.ts";

// Made up here, and put together so that this file does not look as if it held one.
const token = [
  "cmVmdGtu",
  "OjAxOjE3",
  "NTk4MjQ3",
  "ODk6YWJj",
  "ZGVmZ2hp",
  "amtsbW5v",
  "cHFyc3R1",
  "dnd4eXox",
].join("");
const settings = `IMAGE_NODE=registry.company.com/node:22\nARTIFACTORY=${token}\n`;

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "adp-secrets-"));
  git("init", "--quiet");
  git("config", "user.name", "Setup");
  git("config", "user.email", "setup@company.com");
  mkdirSync(join(top, "layer1-base-image"));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: top, encoding: "utf8" });
}
const write = (path: string, text: string) => writeFileSync(join(top, path), text);
const scan = (paths: string[] = [], staged = false, cwd = top) =>
  scanForSecrets({ cwd, paths, staged, again: "adp secrets scan" });

test("a credential is told by its place and never by its value: ADP-SEC-001", async () => {
  write("layer1-base-image/.env", settings);
  const error = await scan().catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "ADP-SEC-001", exit: 77 });
  expect(error.message).toContain("layer1-base-image/.env holds a credential in line 2");
  expect(JSON.stringify([error.message, error.evidence, error.next, error.why])).not.toContain(token);
});

test("others are counted, each line once", async () => {
  const uri = "https://me:Zq81xPlm2w@a.company.com/simple\n";
  const message = async (text: string) => {
    write("requirements.txt", text);
    return ((await scan().catch((thrown) => thrown)) as Error).message;
  };
  expect(await message(uri)).toMatch(/in line 1\.$/);
  expect(await message(uri.repeat(2))).toMatch(/in line 1, and there is one more\.$/);
  expect(await message(uri.repeat(3))).toMatch(/in line 1, and there are 2 more\.$/);
});

test("what git ignores and what is no text is not read; a clean tree is counted", async () => {
  write(".gitignore", "private\n");
  write("private", settings);
  write("picture", `\0${settings}`);
  expect(await scan()).toBe(1);
  await expect(scan(["private"])).rejects.toMatchObject({ code: "ADP-SEC-001" });
});

test("made-up logins are taken out by .gitattributes, staged or not", async () => {
  write(".gitattributes", "*.test.ts -secretscan\n");
  write("login.test.ts", settings);
  git("add", ".");
  expect([await scan(), await scan([], true)]).toEqual([1, 1]);
});

test("staged is what counts for a commit, not the work tree", async () => {
  write("layer1-base-image/.env", settings);
  git("add", ".");
  write("layer1-base-image/.env", "IMAGE_NODE=a\n");
  expect(await scan()).toBe(1);
  await expect(scan([], true)).rejects.toMatchObject({ code: "ADP-SEC-001" });
  git("add", ".");
  expect(await scan([], true)).toBe(1);
});

test("git refuses the commit by the hook, and takes it when the credential is gone", async () => {
  expect(await hasHook(top)).toBe(false);
  const hook = await installHook(top);
  expect(await hasHook(join(top, "layer1-base-image"))).toBe(true);
  expect(statSync(hook.path).mode & 0o777).toBe(0o755);
  expect(await installHook(top)).toEqual({ ...hook, changed: false });
  expect(readFileSync(hook.path, "utf8")).toContain(bundlePath());
  const commit = () => spawnSync("git", ["commit", "-m", "Configure"], { cwd: top, encoding: "utf8" });
  write("layer1-base-image/.env", settings);
  git("add", ".");
  const refused = commit();
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toMatch(/ADP-SEC-001[\s\S]*layer1-base-image\/\.env/);
  write("layer1-base-image/.env", "IMAGE_NODE=a\n");
  git("add", ".");
  expect(commit().status).toBe(0);
});

test("a hook of others stays as it is: ADP-SEC-003 says what to add", async () => {
  const theirs = join(top, ".git", "hooks", "pre-commit");
  mkdirSync(join(theirs, ".."), { recursive: true });
  writeFileSync(theirs, "#!/bin/sh\nexit 0\n");
  await expect(installHook(top)).rejects.toMatchObject({
    code: "ADP-SEC-003",
    next: [expect.stringContaining("secrets scan --staged")],
  });
  expect(readFileSync(theirs, "utf8")).toBe("#!/bin/sh\nexit 0\n");
});

test("outside a repository: ADP-SEC-002; a path that is not there: ADP-SEC-004", async () => {
  const outside = mkdtempSync(join(tmpdir(), "adp-outside-"));
  try {
    await expect(scan([], true, outside)).rejects.toMatchObject({ code: "ADP-SEC-002" });
    expect(await hasHook(outside)).toBeUndefined();
    await expect(installHook(outside)).rejects.toMatchObject({ code: "ADP-SEC-002" });
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
  await expect(scan(["nowhere/at/all"])).rejects.toMatchObject({
    code: "ADP-SEC-004",
    next: [`ls ${top}   shows what is there`, expect.stringContaining("secrets scan   looks at")],
  });
});
