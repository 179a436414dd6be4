import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../kernel/files.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { type Change, putFile } from "./journal.ts";

/** Changes as git shows them. */
export async function patchOf(changes: readonly Change[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "adp-diff-"));
  try {
    for (const { path, before, after } of changes) {
      if (before !== undefined) putFile(join(folder, "a"), path, before);
      if (after !== undefined) putFile(join(folder, "b"), path, after);
    }
    if (changes.length === 0) return "";
    for (const side of ["a", "b"]) makeFolder(join(folder, side));
    const words = ["diff", "--no-index", "--no-color", "--no-prefix", "--no-ext-diff", "a", "b"];
    const env = { GIT_DIR: undefined, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    // git's own code: 1 where the sides differ.
    const done = await attempt(["git", ...words], { cwd: folder, env });
    return done instanceof ProcessFailure ? done.stdout : "";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
