import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { describeError } from "../kernel/errors.ts";
import { bundlePath } from "../kernel/home.ts";
import { hasHook, installHook, type ScanReport, type Scope, scanForSecrets, verdictOf } from "./index.ts";

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
async function report(scope: Scope = { kind: "files", paths: [] }, cwd = top): Promise<ScanReport> {
  const done = await scanForSecrets(cwd, scope);
  const wrong = verdictOf(done, scope);
  if (wrong !== undefined) throw wrong;
  return done;
}
const scan = async (paths: string[] = [], staged = false, cwd = top) =>
  (await report(staged ? { kind: "staged" } : { kind: "files", paths }, cwd)).files;

test("a credential is reported by its place and never by its value: ADP-SEC-001", async () => {
  write("layer1-base-image/.env", settings);
  const error = await scan().catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "ADP-SEC-001", exit: 77 });
  expect(error.message).toMatch(/layer1-base-image\/\.env.*line 2/);
  expect(JSON.stringify([error.message, error.evidence, error.next, error.why])).not.toContain(token);
});

test("a password in an Airflow connection, and the code that reads one", async () => {
  write("connection.yaml", "conn_type: postgres\nconn_host: db\n    password: pinguin-42-blue\n");
  expect(await scan().catch((thrown) => thrown)).toMatchObject({ code: "ADP-SEC-001" });
  write("connection.yaml", "conn_type: word(entry.type),\n    password: word(entry.conn_password),\n");
  expect(await scan()).toBe(1);
});

test.each([false, true])(
  "a credential in a file's name is found, and not shown (staged: %s)",
  async (staged) => {
    const name = `ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}`;
    const error = async (content: string) => {
      write(`${name}.ini`, content);
      git("add", ".");
      return scan([], staged).catch((thrown) => thrown);
    };
    for (const content of ["x\n", "\0", settings]) {
      const thrown = await error(content);
      expect(thrown).toMatchObject({ code: "ADP-SEC-001", message: expect.stringContaining("in its name") });
      expect(describeError(thrown)).not.toContain(name);
      expect(JSON.stringify(thrown)).not.toContain(name);
    }
  },
);

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

test("what git ignores is not read, but where it is named; a clean tree is counted", async () => {
  write(".gitignore", "private\n");
  write("private", settings);
  write("picture", `\x89PNG\r\n${"\0\0\0\x01".repeat(64)}`);
  expect(await scan()).toBe(2);
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

test.each(["ARTIFACTORY_PASSWORD", "DB_PASSWD", "API_KEY", "SNOWFLAKE_PWD"])(
  "a password by its name alone passes no commit: %s in Layer 1's .env",
  async (name) => {
    write("layer1-base-image/.env", `IMAGE_NODE=a\n${name}=Zq81xPlm2w\n`);
    git("add", ".");
    await expect(scan([], true)).rejects.toMatchObject({
      code: "ADP-SEC-001",
      message: expect.stringContaining("line 2"),
    });
  },
);

test("who commits from a folder of the clone can type what is proposed there", async () => {
  write("layer1-base-image/.env", settings);
  git("add", ".");
  write("layer1-base-image/.env", "IMAGE_NODE=a\n");
  const error = await scan([], true).catch((thrown: unknown) => thrown);
  const line = /git add \S+/.exec(describeError(error))?.[0] ?? "";
  const folder = join(top, "layer1-base-image");
  expect(spawnSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
  expect(await scan([], true)).toBe(1);
});

test("a hook of others stays as it is: ADP-SEC-003 says what to add", async () => {
  const theirs = join(top, ".git", "hooks", "pre-commit");
  mkdirSync(join(theirs, ".."), { recursive: true });
  writeFileSync(theirs, "#!/bin/sh\nexit 0\n");
  await expect(installHook(top)).rejects.toMatchObject({
    code: "ADP-SEC-003",
    next: [{ do: expect.stringContaining("secrets scan --staged") }],
  });
  expect(readFileSync(theirs, "utf8")).toBe("#!/bin/sh\nexit 0\n");
});

test.each([
  [
    ".pre-commit-config.yaml",
    "# ours\nrepos:\n  - repo: https://x\n    rev: v1\n    hooks:\n      - id: ruff\n",
  ],
  [
    "lefthook.yml",
    "# ours\npre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npm run lint\n",
  ],
  [".husky/pre-commit", "# ours\nnpm test"],
])("%s is extended, not replaced, once", async (name, before) => {
  mkdirSync(join(top, ".husky"));
  write(name, before);
  expect(await installHook(top)).toEqual({ path: join(top, name), changed: true });
  const after = readFileSync(join(top, name), "utf8");
  for (const line of before.split("\n")) expect(after).toContain(line);
  // A file that is committed names nobody's home.
  expect(after).toMatch(/adp secrets scan --staged/);
  expect(after).not.toContain(bundlePath());
  if (name.endsWith("ml"))
    expect(JSON.stringify(parse(after))).toMatch(/adp-secrets.*adp secrets scan --staged/);
  expect(await installHook(top)).toMatchObject({ changed: false });
  expect(await hasHook(top)).toBe(true);
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
    next: [{ either: [[{ run: { shell: `ls ${top}` } }], [{ run: { adp: "secrets scan" } }]] }],
  });
});
