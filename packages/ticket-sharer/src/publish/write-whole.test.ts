import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { skipUnlessRoot } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { removeLeftovers, stage, writeWhole } from "./write-whole.ts";

const noRoot = skipUnlessRoot();
const form = { mode: 0o640, durable: true };

describe("writeWhole", () => {
  it("writes with the wanted mode whatever the umask, and leaves nothing else", () => {
    const { copy, cacheDir } = newPlace();
    const umask = process.umask(0o077);
    try {
      writeWhole(copy, "one", form);
      writeWhole(copy, "two", form);
    } finally {
      process.umask(umask);
    }
    expect(readFileSync(copy, "utf8")).toBe("two");
    expect(statSync(copy).mode & 0o7777).toBe(0o640);
    expect(readdirSync(cacheDir)).toEqual(["krb5cc"]);
  });

  it.skipIf(noRoot !== undefined)(`gives the file its folder's group (${noRoot ?? "as root"})`, () => {
    const { copy, cacheDir } = newPlace();
    chownSync(cacheDir, 0, 4321);
    writeWhole(copy, "one", form);
    expect(statSync(copy).gid).toBe(4321);
  });

  it("nobody but the writer may open the file before it is complete", () => {
    const { copy, cacheDir } = newPlace();
    const staged = stage(copy, "one", { mode: 0o640, durable: false });
    const [name = ""] = readdirSync(cacheDir);
    expect(name).toMatch(/^\.krb5cc\.[0-9a-f]{12}$/);
    staged.drop();
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  it("leaves the old file and no temporary one when it cannot take the place", () => {
    const { copy, cacheDir } = newPlace();
    mkdirSync(copy);
    expect(() => writeWhole(copy, "one", form)).toThrow(/EISDIR|ENOTDIR|EEXIST/);
    expect(readdirSync(cacheDir)).toEqual(["krb5cc"]);
  });
});

describe("removeLeftovers", () => {
  it("removes what a killed process left, and nothing of anybody else", () => {
    const { cacheDir } = newPlace();
    const old = new Date(Date.now() - 60_000);
    for (const name of [
      ".krb5cc.0123456789ab",
      ".krb5cc.aaaaaaaaaaaa",
      ".keep",
      ".krb5cc.backup",
      "krb5cc",
    ]) {
      writeFileSync(join(cacheDir, name), "");
      if (!name.includes("aaaa")) utimesSync(join(cacheDir, name), old, old);
    }
    removeLeftovers(cacheDir);
    expect(readdirSync(cacheDir).sort()).toEqual([
      ".keep",
      ".krb5cc.aaaaaaaaaaaa",
      ".krb5cc.backup",
      "krb5cc",
    ]);
    chmodSync(cacheDir, 0o755);
  });
});
