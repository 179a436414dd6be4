import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DOCKER_FILES } from "./docker/state.ts";
import type { EngineName } from "./embedded/status.ts";

/**
 * Deletes what one engine keeps in a datakit's run folder: the whole folder, unless the datakit has something on the other engine,
 * too. Says whether that stays.
 */
export function deleteState(runFolder: string, engine: EngineName): boolean {
  const other = engine === "docker" ? "settings.json" : DOCKER_FILES[0];
  if (!existsSync(join(runFolder, other))) {
    rmSync(runFolder, { recursive: true, force: true });
    return false;
  }
  for (const name of readdirSync(runFolder)) {
    const isDockers = DOCKER_FILES.some((file) => file === name);
    // The file `engine` names the one that is gone now.
    if (name === "engine" || isDockers === (engine === "docker"))
      rmSync(join(runFolder, name), { recursive: true, force: true });
  }
  return true;
}
