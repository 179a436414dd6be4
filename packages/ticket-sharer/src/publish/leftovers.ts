import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, removeIfPresent, stagedName } from "@airflow-data-platform/cli-kit";

/** How old a temporary file is that nobody is going to rename any more. */
export const leftoverMs = 10_000;

/** Removes what a killed process left behind. Younger files may be another process's work in hand. */
export function removeLeftovers(folder: string, olderThanMs = leftoverMs): void {
  for (const name of readdirSync(folder)) {
    if (!stagedName.test(name)) continue;
    const path = join(folder, name);
    try {
      const status = statSync(path);
      if (status.isFile() && Date.now() - status.mtimeMs > olderThanMs) removeIfPresent(path);
    } catch (error) {
      // Another process has removed it.
      if (errnoOf(error) !== "ENOENT") throw error;
    }
  }
}
