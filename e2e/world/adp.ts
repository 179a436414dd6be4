import { cpSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { Daemons } from "../../packages/adp/src/kernel/daemon.ts";
import {
  attempt,
  type Finished,
  ProcessFailure,
  type RunOptions,
} from "../../packages/adp/src/kernel/process.ts";
import { newFolder, removeFolder } from "./lib/index.ts";

export const root = join(import.meta.dirname, "..", "..");
export const bundle = join(root, "packages", "adp", "dist", "adp.mjs");

/** Runs the committed bundle as a user does. Never throws for an exit code: scenarios look at it. */
export async function adp(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const result = await attempt([process.execPath, bundle, ...args], { timeoutMs: 900_000, ...options });
  if (!(result instanceof ProcessFailure)) return result;
  if (result.kind !== "exited" || result.code === undefined) throw result;
  return { argv: result.argv, code: result.code, stdout: result.stdout, stderr: result.stderr };
}

/** The one document that a command prints with --json. Fails when there is anything else. */
export function document<T>(finished: Finished): T {
  try {
    return JSON.parse(finished.stdout) as T;
  } catch (error) {
    throw new Error(`not one JSON document:\n${finished.stdout}\n${finished.stderr}`, { cause: error });
  }
}

/**
 * A folder for one scenario; `close` removes it. It is made when it is first asked for: a file whose tests are all skipped
 * runs no `afterAll`.
 */
export function scratch(name: string): { readonly folder: string; close(): void } {
  let folder: string | undefined;
  return {
    get folder() {
      folder ??= realpathSync(newFolder(`adp-${name}`));
      return folder;
    },
    close: () => {
      if (folder !== undefined) removeFolder(folder);
    },
  };
}

/** Copies an example, without what tools keep in it: a suite beside this one may write that just now. */
export function copyExample(name: string, to: string): void {
  const kept = /\/(\.adp\/run|__pycache__|\.(mypy|ruff|pytest)_cache|\.hypothesis)$/;
  cpSync(join(root, "examples", name), to, { recursive: true, filter: (path) => !kept.test(path) });
}

/** The processes that still run for a run folder. */
export function processesOf(runFolder: string): number[] {
  return [...new Daemons(runFolder).family().keys()];
}
