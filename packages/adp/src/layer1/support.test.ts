import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { baseSibling } from "./base.ts";
import { layer1Folder } from "./folder.ts";
import { misfit } from "./python-fit.ts";
import { runtimeLine, supportTable, supportWarnings } from "./support.ts";

test.each([
  ["11.10.0", "2.9"],
  ["13.11.0", "2.11"],
  ["3.3-8", "3.3"],
  ["3.0-18", "3.0"],
])("Runtime %s is Airflow %s", (version, airflow) => {
  expect(runtimeLine(version)?.airflow).toBe(airflow);
});

test("the end of support is reported from the next day on; withdrawn and unknown ones too", () => {
  expect(supportWarnings("11.10.0", new Date("2025-10-31T12:00:00Z"))).toEqual([]);
  expect(supportWarnings("11.10.0", new Date("2025-11-01T12:00:00Z"))).toEqual([
    expect.stringMatching(/out of support since 2025-10-31\. Supported: 13\.11\.0/),
  ]);
  expect(supportWarnings("13.5.0", new Date("2026-01-01"))).toEqual([expect.stringContaining("withdrawn")]);
  expect(supportWarnings("99.1.0", new Date("2026-01-01"))).toEqual([
    expect.stringContaining("not in this platform's"),
  ]);
});

test("every line has its versions", () => {
  const there = readdirSync(join(layer1Folder().folder, "constraints"));
  for (const line of supportTable().lines)
    expect(there, line.airflow).toContain(`airflow-${line.airflow}.txt`);
});

test.each([
  ["quay.io/astronomer/astro-runtime:11.10.0", "quay.io/astronomer/astro-runtime:11.10.0-base"],
  ["registry:5000/x", "registry:5000/x:latest-base"],
  ["x@sha256:00", undefined],
])("the sibling of %s is %s", (name, sibling) => {
  expect(baseSibling(name)).toBe(sibling);
});

test("compiled modules need the same Python and machine, and no newer C library", () => {
  const runtime = { python: "3.11", libc: "2.36", machine: "x86_64" };
  expect(misfit(runtime, runtime)).toBeUndefined();
  expect(misfit({ ...runtime, libc: "2.31" }, runtime)).toBeUndefined();
  expect(misfit({ ...runtime, libc: "2.41" }, runtime)).toMatch(/C library 2\.41 is newer/);
  expect(misfit({ ...runtime, python: "3.12" }, runtime)).toMatch(/Python 3\.12/);
  expect(misfit(undefined, runtime)).toMatch(/no python3/);
  expect(misfit({ ...runtime, libc: "" }, runtime)).toMatch(/no GNU C library/);
});
