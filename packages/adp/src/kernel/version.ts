import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platformRoot } from "./home.ts";

/** The version of adp: the content of packages/adp/VERSION. */
export function version(): string {
  return readFileSync(join(platformRoot(), "packages", "adp", "VERSION"), "utf8").trim();
}

/**
 * -1, 0 or 1, for versions of numbers with dots; a number that is missing counts as 0. Without `localeCompare`, whose
 * first call loads the rules of a language: 10 ms, which is a tenth of a whole check.
 */
export function compareVersions(a: string, b: string): number {
  const [left = [], right = []] = [a, b].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
