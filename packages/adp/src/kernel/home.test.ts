import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { quoted } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundlePath, platformRoot, shownPath, typed, userHome } from "./home.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-home-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what to type is the bundle's path where adp is not installed, short inside the clone", () => {
  expect(typed("demo", platformRoot(), "/usr/bin")).toBe("node packages/adp/dist/adp.mjs demo");
  expect(typed("demo", join(platformRoot(), "examples", "a"), "/usr/bin")).toBe(
    "node ../../packages/adp/dist/adp.mjs demo",
  );
  expect(typed("demo", folder, "")).toBe(`node ${quoted(bundlePath())} demo`);
});

test("what to type is adp where PATH leads to this clone, not where it leads to another program of that name", () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(bundlePath(), join(bin, "adp"));
  expect(typed("demo", folder, bin)).toBe("adp demo");
  rmSync(join(bin, "adp"));
  writeFileSync(join(bin, "adp"), "#!/bin/sh\n");
  chmodSync(join(bin, "adp"), 0o755);
  expect(typed("demo", folder, bin)).toMatch(/^node /);
});

test.each([
  ["/home/ada/clone/layer1/.env", "layer1/.env"],
  ["/home/ada/clone", "."],
  ["/home/ada/other/.env", "../other/.env"],
  ["/tmp/kit", "/tmp/kit"],
])("%s is shown as %s in /home/ada/clone", (path, shown) => {
  expect(shownPath(path, "/home/ada/clone")).toBe(shown);
});

test("a path becomes one word of a shell", () => {
  expect(quoted("/a/b-c.d")).toBe("/a/b-c.d");
  expect(quoted("/my files/it's")).toBe(`'/my files/it'\\''s'`);
});

test("an empty HOME counts as unset", () => {
  expect(userHome({ HOME: "/home/ada" })).toBe("/home/ada");
  for (const env of [{ HOME: "" }, {}]) expect(userHome(env)).toBe(userInfo().homedir);
});
