import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");

test("every promise of SECURITY.md names tests that exist", () => {
  const rows = readFileSync(join(root, "SECURITY.md"), "utf8")
    .split("## Promises")[1]
    ?.split("\n")
    .filter((line) => /^\| \d? ?\|/.test(line) && !line.endsWith("| held by |"));
  expect(rows?.length).toBeGreaterThan(10);
  for (const row of rows ?? []) {
    const files = [...row.matchAll(/\]\(([^)]+)\)/g)].map(([, file = ""]) => file);
    expect(files, row).not.toEqual([]);
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  }
});
