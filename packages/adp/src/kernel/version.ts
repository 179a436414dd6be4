import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platformRoot } from "./home.ts";

/** The version of adp: the content of packages/adp/VERSION. */
export function version(): string {
  return readFileSync(join(platformRoot(), "packages", "adp", "VERSION"), "utf8").trim();
}
