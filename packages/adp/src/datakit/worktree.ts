import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { join, posix } from "node:path";
import { act, again, either, errnoOf, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { KIT_DIRTY } from "./errors.ts";
import { lockPath } from "./lock.ts";
import type { TreeFile } from "./merge.ts";

/**
 * A git command for a datakit's own repository, which starts no program that came with the datakit: a folder of it may look
 * like a bare repository with settings of its own (git before 2.38 takes it for one), and settings may name a file system
 * monitor or hooks.
 *
 * Source: https://git-scm.com/docs/git-config (safe.bareRepository, core.fsmonitor).
 */
export function gitHere(...words: readonly string[]): string[] {
  const settings = ["safe.bareRepository=explicit", "core.fsmonitor=false", "core.hooksPath=/dev/null"];
  return ["git", ...settings.flatMap((setting) => ["-c", setting]), ...words];
}

/** Data that somebody put there, and no file of a template under another name: read, it would take memory and time for nothing. */
const largest = 10 * 1024 * 1024;

/**
 * The datakit as it stands: what git tracks or would track, and of `also` (paths that the template knows) what is there
 * although git ignores it. Without git, everything. Of what the template does not know, nothing that is larger than its files.
 */
export async function readWorktree(folder: string, also: Iterable<string>): Promise<Map<string, TreeFile>> {
  const listed = await attempt(gitHere("ls-files", "-z", "--cached", "--others", "--exclude-standard"), {
    cwd: folder,
  });
  const paths = listed instanceof ProcessFailure ? allFiles(folder) : listed.stdout.split("\0");
  const files = new Map<string, TreeFile>();
  const known = new Set(also);
  for (const path of new Set([...paths, ...known])) {
    const leftOut =
      path === "" ||
      path === lockPath ||
      path.startsWith(".adp/run/") ||
      (!known.has(path) && (factsOf(join(folder, path))?.size ?? 0) > largest);
    const file = leftOut ? undefined : readTreeFile(folder, path);
    if (file !== undefined) files.set(path, file);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A file or a symbolic link; undefined for what is absent, a folder, or anything else. */
export function readTreeFile(folder: string, path: string): TreeFile | undefined {
  const place = join(folder, path);
  const facts = factsOf(place);
  if (facts === undefined) return undefined;
  if (facts.isSymbolicLink()) return { content: readlinkSync(place, { encoding: "buffer" }), mode: "120000" };
  if (!facts.isFile()) return undefined;
  return { content: readFileSync(place), mode: (facts.mode & 0o100) !== 0 ? "100755" : "100644" };
}

/** Also of a link without a target; undefined where there is nothing. */
export function factsOf(place: string): Stats | undefined {
  try {
    return lstatSync(place, { throwIfNoEntry: false });
  } catch (error) {
    // A file where the path has a folder.
    if (errnoOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function allFiles(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(below, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === ".git" || existsSync(join(folder, path, ".git")) ? [] : allFiles(folder, path);
  });
}

/** Refuses unless everything is committed, so that `git diff` shows the update alone. */
export async function demandClean(folder: string): Promise<void> {
  const done = await attempt(gitHere("status", "--porcelain", "--", "."), { cwd: folder });
  const outside = done instanceof ProcessFailure;
  if (!outside && done.stdout === "") return;
  throw new AdpError(KIT_DIRTY, {
    what: outside ? `${folder} is in no git repository.` : "The datakit has changes that are not committed.",
    why: "After an update, `git diff` should show what the update changed, and nothing else.",
    evidence: outside ? [] : done.stdout.trimEnd().split("\n").slice(0, 10),
    next: [
      either(
        outside
          ? run(shell`git init && git add . && git commit -m ${"Begin"}`)
          : run(shell`git add . && git commit`),
        act("add --allow-dirty; `adp datakit update --undo` takes the update back all the same"),
      ),
      again,
    ],
  });
}
