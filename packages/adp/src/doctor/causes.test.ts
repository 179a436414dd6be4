import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checks } from "./checks/index.ts";
import { causes } from "./testing/causes.ts";

// The table of docs/doctor.md: each of its lines is held against a cause that a test has made real.

test("every check has a cause in the table, and every cause a test that makes it", () => {
  const caught = new Set<string>(Object.values(causes).map(({ check }) => check));
  expect(checks.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
    .join("\n");
  const made = new Set([...tests.matchAll(/expect(?:Caused|Seen)\(\s*"(.*?)",/g)].map(([, name]) => name));
  expect(Object.keys(causes).filter((name) => !made.has(name))).toEqual([]);
});
