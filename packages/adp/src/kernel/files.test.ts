import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anonymousFile, privateFolder, readIfPresent, stamped, writeAtomic } from "./files.ts";

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

test("a private folder is closed to others, also where it was there before; those above it stay as they are", () => {
  const mode = (path: string) => statSync(path).mode & 0o777;
  const [before, inside] = [join(folder, "before"), join(folder, "before", "run")];
  mkdirSync(inside, { recursive: true });
  for (const path of [before, inside]) chmodSync(path, 0o755);
  expect(privateFolder(inside)).toBe(inside);
  expect([mode(inside), mode(before)]).toEqual([0o700, 0o755]);
  expect(mode(privateFolder(join(folder, "new", "run")))).toBe(0o700);
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
