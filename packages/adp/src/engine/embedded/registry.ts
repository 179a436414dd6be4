import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Daemons } from "../../kernel/daemon.ts";
import { readIfPresent, writeAtomic } from "../../kernel/files.ts";

/** The run folders that this clone's engine was started for, so that all that runs can be listed. */
function folderOf(engineFolder: string): string {
  return join(engineFolder, "run-folders");
}

export function rememberRunFolder(engineFolder: string, runFolder: string): void {
  const name = createHash("sha256").update(runFolder).digest("hex").slice(0, 16);
  writeAtomic(join(folderOf(engineFolder), name), runFolder);
}

/** The run folders in which something runs. What is gone from the disk is forgotten. */
export function runningFolders(engineFolder: string): string[] {
  const folder = folderOf(engineFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const path = readIfPresent(join(folder, name)) ?? "";
      if (existsSync(path)) return [path];
      rmSync(join(folder, name), { force: true });
      return [];
    })
    .filter((path) => {
      const daemons = new Daemons(path);
      return daemons.recorded().some((daemon) => daemons.alive(daemon.name) !== undefined);
    })
    .sort();
}
