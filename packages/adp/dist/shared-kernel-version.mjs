import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  platformRoot
} from "./shared-kernel-home.mjs";

// packages/adp/src/kernel/version.ts
import { readFileSync } from "node:fs";
import { join } from "node:path";
function version() {
  return readFileSync(join(platformRoot(), "packages", "adp", "VERSION"), "utf8").trim();
}

export {
  version
};
