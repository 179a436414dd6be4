import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  platformRoot
} from "./shared-commands-list.mjs";

// packages/adp/src/kernel/version.ts
import { readFileSync } from "node:fs";
import { join } from "node:path";
function version() {
  return readFileSync(join(platformRoot(), "packages", "adp", "VERSION"), "utf8").trim();
}
function compareVersions(a, b) {
  let [left = [], right = []] = [a, b].map(
    (text) => text.split(".").map((part) => Number.parseInt(part, 10) || 0)
  );
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    let difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

export {
  version,
  compareVersions
};
