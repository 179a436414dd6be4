import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reportDocument, type Scope, sarif, scanForSecrets, verdictOf } from "./index.ts";

const password = ["Blau", "beere", "-71-", "xkcd"].join("");
const setting = `DWH_PASSWORD=${password}\n`;
const files: Scope = { kind: "files", paths: [] };

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "adp-secrets-"));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function git(...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
    cwd: top,
    encoding: "utf8",
  });
}
function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), content);
}
async function places(scope: Scope = files): Promise<string[]> {
  const { findings } = await scanForSecrets(top, scope);
  return findings.map(({ path, line }) => `${path}:${line}`);
}

test("a folder without git is scanned, without what tools installed, which is named", async () => {
  write("conf/.env", setting);
  write("node_modules/x/.env", setting);
  expect(await places()).toEqual(["conf/.env:1"]);
  expect((await scanForSecrets(top, files)).exempt).toEqual(["node_modules/"]);
});

test("a folder that git ignores is scanned where it is named", async () => {
  git("init", "--quiet");
  write(".gitignore", "private/\n");
  write("private/deep/settings.ini", setting);
  expect(await places()).toEqual([]);
  expect(await places({ kind: "files", paths: ["private"] })).toEqual(["private/deep/settings.ini:1"]);
  expect(await places({ kind: "files", paths: ["private/deep"] })).toEqual(["private/deep/settings.ini:1"]);
});

test("standard input, by the name that it is given", async () => {
  const text = (path: string): Scope => ({
    kind: "text",
    path,
    content: (async function* () {
      yield Buffer.from(setting);
    })(),
  });
  expect(await places(text("x.env"))).toEqual(["x.env:1"]);
});

test("history: what was removed is still there, since a commit or ever; ADP-SEC-008 for no commit", async () => {
  git("init", "--quiet");
  write(".env", setting);
  git("add", ".");
  git("commit", "--quiet", "-m", "one");
  write(".env", "A=1\n");
  git("commit", "--quiet", "-am", `use ${password.toLowerCase()}`);
  const { findings } = await scanForSecrets(top, { kind: "history" });
  expect(findings).toMatchObject([
    { path: ".env", line: 1, object: expect.stringMatching(/^[0-9a-f]{40}$/) },
  ]);
  expect(await places({ kind: "history", since: "HEAD~1" })).toEqual([]);
  await expect(scanForSecrets(top, { kind: "history", since: "nowhere" })).rejects.toMatchObject({
    code: "ADP-SEC-008",
  });
});

test("a file that cannot be read makes the scan fail: ADP-SEC-005 names it", async () => {
  git("init", "--quiet");
  write("a.txt", "x\n");
  git("add", ".");
  const object = git("rev-parse", ":a.txt").trim();
  const stored = join(top, ".git", "objects", object.slice(0, 2), object.slice(2));
  chmodSync(stored, 0o600);
  writeFileSync(stored, "broken");
  const report = await scanForSecrets(top, { kind: "staged" });
  expect(report.unread).toMatchObject([{ path: "a.txt" }]);
  expect(verdictOf(report, { kind: "staged" })).toMatchObject({ code: "ADP-SEC-005", exit: 2 });
});

test("only a staged .gitattributes exempts; one for this machine alone is refused: ADP-SEC-006", async () => {
  git("init", "--quiet");
  write("x.env", setting);
  write(".gitattributes", "* -secretscan\n");
  git("add", "x.env");
  expect(await places()).toEqual(["x.env:1"]);
  expect(await places({ kind: "staged" })).toEqual(["x.env:1"]);
  git("add", ".");
  expect(await scanForSecrets(top, files)).toMatchObject({
    findings: [],
    exempt: [".gitattributes", "x.env"],
  });
  write(".git/info/attributes", "* -secretscan\n");
  await expect(scanForSecrets(top, files)).rejects.toMatchObject({ code: "ADP-SEC-006" });
});

test("files that hold logins are looked at also where git ignores them, in the hook, too", async () => {
  git("init", "--quiet");
  write(".gitignore", ".env\nprofiles.yml\nother\n");
  write(".env", setting);
  write("dbt/profiles.yml", `x:\n  outputs:\n    dev:\n      password: ${password}\n`);
  write("other", setting);
  git("add", ".");
  expect((await places()).sort()).toEqual([".env:1", "dbt/profiles.yml:4"]);
  expect((await places({ kind: "staged" })).sort()).toEqual([".env:1", "dbt/profiles.yml:4"]);
});

test("a staged file of any size is read to its end, also with a zero byte in it", async () => {
  git("init", "--quiet");
  write(
    "dump.sql",
    Buffer.concat([
      Buffer.alloc(20 * 1024 * 1024, "select 1;\n"),
      Buffer.from(`-- postgresql://etl:${password}@db/x\n`),
    ]),
  );
  write("b.env", `A=\0\n${setting}`);
  git("add", ".");
  const line = (20 * 1024 * 1024) / 10 + 1;
  expect((await places({ kind: "staged" })).sort()).toEqual([
    "b.env:2",
    expect.stringMatching(/^dump\.sql:/),
  ]);
  expect(
    Number((await places({ kind: "staged" })).find((one) => one.startsWith("dump"))?.split(":")[1]),
  ).toBeCloseTo(line, -1);
});

test("the allow list accepts with a reason, and a real credential until a day: ADP-SEC-007", async () => {
  git("init", "--quiet");
  write("x.env", setting);
  const allow = async (text: string) => {
    write(".adp-secrets.toml", text);
    git("add", ".");
    return scanForSecrets(top, files);
  };
  const entry = '[[allow]]\npath = "*.env"\nreason = "the demo database"\n';
  expect(await allow(entry)).toMatchObject({ findings: [], allowed: [{ reason: "the demo database" }] });
  expect(await allow(`${entry}real = true\nuntil = 2099-01-01\n`)).toMatchObject({ findings: [] });
  expect(await allow(`${entry}real = true\nuntil = 2020-01-01\n`)).toMatchObject({
    findings: [{ path: "x.env" }],
    notes: [expect.stringContaining("has ended")],
  });
  // Which entry nothing needs is known only where everything was looked at.
  const more = `${entry}[[allow]]\npath = "gone.txt"\nreason = "removed long ago"\n`;
  expect((await allow(more)).notes).toEqual([expect.stringContaining("gone.txt")]);
  for (const scope of [{ ...files, paths: ["x.env"] }, { kind: "staged" } as const])
    expect((await scanForSecrets(top, scope)).notes).toEqual([]);
  for (const wrong of [`${entry}real = true\n`, '[[allow]]\npath = "x"\n', "[[allow"])
    await expect(allow(wrong)).rejects.toMatchObject({ code: "ADP-SEC-007" });
});

test("JSON and SARIF have the place and what to do, and never the value", async () => {
  write("dags/load.py", `PASSWORD = "${password}"\n`);
  const report = await scanForSecrets(top, files);
  const [document, results] = [JSON.stringify(reportDocument(report)), JSON.stringify(sarif(report, "1"))];
  expect(document).toContain("AIRFLOW_CONN");
  expect(JSON.parse(results)).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        results: [
          {
            locations: [
              { physicalLocation: { artifactLocation: { uri: "dags/load.py" }, region: { startLine: 1 } } },
            ],
          },
        ],
      },
    ],
  });
  expect(document + results + JSON.stringify(verdictOf(report, files))).not.toContain(password);
});
