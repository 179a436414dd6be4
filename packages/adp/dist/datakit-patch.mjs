import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  putFile
} from "./shared-datakit-check.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  attempt,
  makeFolder
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/datakit/patch.ts
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
async function patchOf(changes) {
  let folder = mkdtempSync(join(tmpdir(), "adp-diff-"));
  try {
    for (let { path, before, after } of changes)
      before !== void 0 && putFile(join(folder, "a"), path, before), after !== void 0 && putFile(join(folder, "b"), path, after);
    if (changes.length === 0) return "";
    for (let side of ["a", "b"]) makeFolder(join(folder, side));
    let words = ["diff", "--no-index", "--no-color", "--no-prefix", "--no-ext-diff", "a", "b"], env = { GIT_DIR: void 0, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }, done = await attempt(["git", ...words], { cwd: folder, env });
    return done instanceof ProcessFailure ? done.stdout : "";
  } finally {
    rmSync(folder, { recursive: !0, force: !0 });
  }
}
export {
  patchOf
};
