import { closeSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anonymousFile, readIfPresent, stamped, writeAtomic } from "./files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a file is written whole, for its owner only, and nothing else stays", () => {
  const path = join(folder, "deep", "secret");
  writeAtomic(path, "one");
  writeAtomic(path, "two");
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "deep"))).toEqual(["secret"]);
});

test("an anonymous file can be read and has no name", () => {
  const file = anonymousFile(folder, "password\n");
  expect(readdirSync(folder)).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe("password\n");
  closeSync(file);
});

test("only a missing file reads as undefined", () => {
  expect(readIfPresent(join(folder, "none"))).toBeUndefined();
  expect(() => readIfPresent(folder)).toThrow(/EISDIR/);
});

test("a stamp holds for the same inputs only", () => {
  const stamp = join(folder, "stamp");
  expect(stamped(stamp, "a")).toBe(false);
  writeFileSync(stamp, "a");
  expect([stamped(stamp, "a"), stamped(stamp, "b")]).toEqual([true, false]);
});
