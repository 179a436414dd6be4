import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stage, stagedName, writeAtomic } from "./index.ts";

const form = { mode: 0o640, durable: true };
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-write-"));
  path = join(folder, "file");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("writeAtomic", () => {
  test("writes with the mode whatever the umask, and leaves nothing else", () => {
    const umask = process.umask(0o077);
    try {
      writeAtomic(path, "one", form);
      writeAtomic(path, "two", form);
    } finally {
      process.umask(umask);
    }
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test.runIf(process.getuid?.() === 0)("gives the file its folder's group where that is asked for", () => {
    chownSync(folder, 0, 4321);
    writeAtomic(path, "one", { ...form, groupOfFolder: true });
    expect(statSync(path).gid).toBe(4321);
    writeAtomic(path, "one", form);
    expect(statSync(path).gid).toBe(0);
  });

  test("leaves the old file and no temporary one where it cannot replace it", () => {
    mkdirSync(path);
    expect(() => writeAtomic(path, "one", form)).toThrow(/EISDIR|ENOTDIR|EEXIST/);
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});

test("a staged file is removed when it is dropped, and known by its name until then", () => {
  const staged = stage(path, "one", { mode: 0o640, durable: false });
  const [name = ""] = readdirSync(folder);
  expect(name).toMatch(stagedName);
  staged.drop();
  expect(readdirSync(folder)).toEqual([]);
});
