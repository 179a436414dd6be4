import { readFileSync } from "node:fs";
import { join } from "node:path";
import { platformRoot } from "./home.ts";

/** The version of adp: packages/adp/VERSION, the one place where it stands. */
export function version(): string {
  return readFileSync(join(platformRoot(), "packages", "adp", "VERSION"), "utf8").trim();
}
