import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { AdpError } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { bundlePath, typed } from "../kernel/home.ts";
import { attempt, type Finished, ProcessFailure, run } from "../kernel/process.ts";
import { OTHER_HOOK } from "./errors.ts";
import { repositoryTop } from "./repository.ts";

const mark = "# Made by adp secrets hook:";

interface Hook {
  readonly path: string;
  readonly changed: boolean;
}

const hookPath = ["git", "rev-parse", "--git-path", "hooks/pre-commit"];
const hookOf = (cwd: string, { stdout }: Finished) => resolve(cwd, stdout.trimEnd());

/** Whether git asks `adp secrets scan` before a commit; undefined where nothing is committed: no git, no repository. */
export async function hasHook(cwd: string): Promise<boolean | undefined> {
  const result = await attempt(hookPath, { cwd });
  if (result instanceof ProcessFailure) return undefined;
  const path = hookOf(cwd, result);
  // A hook of others may call it as well.
  return existsSync(path) && readFileSync(path, "utf8").includes("secrets scan --staged");
}

/** Makes git ask `adp secrets scan --staged` before every commit of a repository. A hook of others is left alone. */
export async function installHook(cwd: string): Promise<Hook> {
  const top = await repositoryTop(cwd);
  const path = hookOf(top, await run(hookPath, { cwd: top }));
  const inside = !relative(top, bundlePath()).startsWith("..");
  const program = inside ? relative(top, bundlePath()) : bundlePath();
  const text = `#!/bin/sh\n${mark} refuses a commit that holds a credential.\nexec node '${program.replaceAll("'", "'\\''")}' secrets scan --staged\n`;
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (before !== undefined && !before.includes(mark))
    throw new AdpError(OTHER_HOOK, {
      what: `${path} is another pre-commit hook, and stays as it is.`,
      next: [`add this line to it: ${typed("secrets scan --staged", top)} || exit 1`],
    });
  if (before !== text) {
    mkdirSync(dirname(path), { recursive: true });
    writeAtomic(path, text);
    chmodSync(path, 0o755);
  }
  return { path, changed: before !== text };
}
