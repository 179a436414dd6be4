import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newFolder, removeFolder, run } from "../world/lib/index.ts";
import { changelogProblems } from "./changelogs.ts";

const part = { name: "the part", folder: "part", files: ["part/src", ":(exclude)**/*.test.ts"] };
let clone: string;

beforeEach(async () => {
  clone = newFolder("adp-changelogs");
  await git("init", "--quiet", "--initial-branch=main");
  write("part/VERSION", "1.0.0\n");
  write("part/CHANGELOG.md", "# Changes\n\n## 1.0.0\n\n- First.\n");
  write("part/src/code.ts", "one");
  await commit();
});
afterEach(() => removeFolder(clone));

function git(...args: string[]): Promise<string> {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  return run(["git", "-C", clone, ...who, ...args]);
}

async function commit(): Promise<void> {
  await git("add", "--all");
  await git("commit", "--quiet", "--message=A change");
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

const problems = () => changelogProblems(clone, [part]);

test("nothing changed since the version: no problem", async () => {
  expect(await problems()).toEqual([]);
});

test("on main, a changed, committed or new file needs an entry since the version", async () => {
  write("part/src/code.ts", "two");
  expect(await problems()).toEqual([expect.stringContaining("part/src/code.ts")]);
  await commit();
  expect(await problems()).toHaveLength(1);
  appendFileSync(join(clone, "part/CHANGELOG.md"), "\n- Second.\n");
  expect(await problems()).toEqual([]);
  await commit();
  write("part/VERSION", "1.1.0\n");
  appendFileSync(join(clone, "part/CHANGELOG.md"), "\n## 1.1.0\n");
  await commit();
  expect(await problems()).toEqual([]);
  write("part/src/new.ts", "new");
  expect(await problems()).toEqual([expect.stringContaining("part/src/new.ts")]);
});

test("on a branch, an entry that main already had is not enough", async () => {
  write("part/src/code.ts", "two");
  appendFileSync(join(clone, "part/CHANGELOG.md"), "\n- Second.\n");
  await commit();
  expect(await problems()).toEqual([]);
  await git("switch", "--quiet", "--create", "branch");
  write("part/src/code.ts", "three");
  await commit();
  expect(await problems()).toHaveLength(1);
  appendFileSync(join(clone, "part/CHANGELOG.md"), "\n- Third.\n");
  expect(await problems()).toEqual([]);
});

test("a test alone needs no entry", async () => {
  write("part/src/code.test.ts", "a test");
  expect(await problems()).toEqual([]);
});

test("a version that the changelog does not have, and a part without either file", async () => {
  write("part/VERSION", "2.0.0\n");
  expect(await problems()).toEqual([expect.stringContaining('"## 2.0.0"')]);
  const other = { name: "another", folder: "other", files: ["other"] };
  expect(await changelogProblems(clone, [other])).toEqual([expect.stringContaining("other/VERSION")]);
});

test("a line that a merge left twice", async () => {
  const entry = "- The first of all entries, which nobody wanted to read twice.\n";
  write("part/CHANGELOG.md", `# Changes\n\n## 1.0.0\n\n${entry}- Another.\n${entry}`);
  expect(await problems()).toEqual([expect.stringContaining("which nobody wanted to read twice")]);
});

test("a clone without history is refused, not passed", async () => {
  const shallow = newFolder("adp-shallow");
  try {
    write("part/src/code.ts", "two");
    await commit();
    await run(["git", "clone", "--quiet", "--depth=1", `file://${clone}`, shallow]);
    expect(await changelogProblems(shallow, [part])).toEqual([expect.stringContaining("--unshallow")]);
  } finally {
    removeFolder(shallow);
  }
});
