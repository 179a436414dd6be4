import { lstatSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { ask } from "../kernel/ask.ts";
import { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import type { Wanted } from "./blobs.ts";
import { errors } from "./errors.ts";

/** The top folder of the repository around a folder. */
export async function repositoryTop(cwd: string): Promise<string> {
  const top = await findRepository(cwd);
  if (typeof top === "string") return top;
  throw noRepository(cwd, top);
}

export function noRepository(cwd: string, cause: ProcessFailure): AdpError {
  return new AdpError(errors.NO_REPOSITORY, {
    what: `${cwd} is not in a git repository.`,
    evidence: cause.kind === "spawn-failed" ? ["git was not found on PATH"] : cause.tail(2),
    next: [act("change into the clone"), again],
    cause,
  });
}

/** The top folder, or why there is none. */
export async function findRepository(cwd: string): Promise<string | ProcessFailure> {
  const result = await ask(["git", "rev-parse", "--show-toplevel"], { cwd });
  return result instanceof ProcessFailure ? result : result.stdout.trimEnd();
}

/** Whether git ignores a folder with all that is in it: then its lists have none of its files. */
export async function isIgnored(folder: string): Promise<boolean> {
  return !((await ask(["git", "check-ignore", "--quiet", "."], { cwd: folder })) instanceof ProcessFailure);
}

export interface Listed<T> {
  readonly files: readonly T[];
  readonly exempt: readonly string[];
}

/** What a commit would hold: the staged contents, also where the work tree has gone on since. */
export async function stagedFiles(top: string): Promise<Listed<Wanted>> {
  const fields = (
    await git(["diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=ACMRT"], top)
  ).split("\0");
  const files: Wanted[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode, , object] = (fields[at] ?? "").split(" ");
    // A submodule has no content of its own here.
    if (object !== undefined && mode !== "160000") files.push({ object, path: fields[at + 1] ?? "" });
  }
  return withoutExempt(files, top);
}

/** Looked at also where git ignores them: they hold the logins of this machine, and are what is shared by mistake. */
const loginFiles = [".env", ".env.*", "airflow_settings.yaml", "connections.yaml", "connections.yml"]
  .concat(["connections.json", "connections.env", "profiles.yml"])
  .map((name) => `:(glob)**/${name}`);
/** What tools install and keep for themselves. */
const notOurs = ["node_modules", ".venv", "venv", ".tox", ".adp", "site-packages"].map(
  (name) => `:(exclude,glob)**/${name}/**`,
);

/** Every file that git tracks or would add, below a folder. */
export async function repositoryFiles(folder: string): Promise<Listed<string>> {
  const list = async (args: readonly string[]) => names(await git(["ls-files", "-z", ...args], folder));
  const [listed, ignored] = await Promise.all([
    list(["--cached", "--others", "--exclude-standard"]),
    list(["--others", "--ignored", "--exclude-standard", "--", ...loginFiles, ...notOurs]),
  ]);
  const { files, exempt } = await withoutExempt(
    listed.map((path) => ({ path })),
    folder,
  );
  const present = [...new Set([...files.map(({ path }) => path), ...ignored])].filter(
    // Git may list a file that was removed since, and keeps a link as its target's name.
    (path) => lstatSync(resolve(folder, path), { throwIfNoEntry: false })?.isFile(),
  );
  return { files: present.map((path) => resolve(folder, path)), exempt };
}

/** Ignored files that may hold logins, in the next commit's repository. */
export async function ignoredLoginFiles(top: string): Promise<string[]> {
  const listed = await git(
    ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ...loginFiles, ...notOurs],
    top,
  );
  return names(listed).map((path) => resolve(top, path));
}

/** Every version of every file and message, of all branches or since a commit. */
export async function historyObjects(top: string, since: string | undefined): Promise<Listed<Wanted>> {
  const range = since === undefined ? ["--all"] : ["HEAD", "--not", since];
  const listed = await ask(["git", "rev-list", "--objects", ...range], { cwd: top });
  if (listed instanceof ProcessFailure)
    throw new AdpError(errors.NO_COMMIT, {
      what: `git knows no commit ${since}.`,
      evidence: listed.tail(2),
      next: [act("name a commit, a tag or a branch"), again],
      cause: listed,
    });
  const files = listed.stdout.split("\n").flatMap((line) => {
    const [object = "", ...path] = line.split(" ");
    return object === "" ? [] : [{ object, path: path.join(" ") || `commit ${object.slice(0, 12)}` }];
  });
  return withoutExempt(files, top);
}

/**
 * Without the files that .gitattributes takes out by `-secretscan`: made-up logins of tests, generated programs. Only
 * the index counts, which others see as well: not an unstaged file, nor what is set for this machine alone.
 */
async function withoutExempt<T extends { readonly path: string }>(
  files: readonly T[],
  cwd: string,
): Promise<Listed<T>> {
  if (files.length === 0) return { files, exempt: [] };
  const [listed] = await Promise.all([
    git(
      ["-c", "core.attributesFile=/dev/null", "check-attr", "--cached", "-z", "--stdin", "secretscan"],
      cwd,
      { input: files.map(({ path }) => `${path}\0`).join(""), env: { GIT_ATTR_NOSYSTEM: "1" } },
    ),
    refusePrivateExemptions(cwd),
  ]);
  // path, attribute, value, and again
  const fields = listed.split("\0");
  const exempt = new Set(fields.filter((_, index) => index % 3 === 0 && fields[index + 2] === "unset"));
  return { files: files.filter(({ path }) => !exempt.has(path)), exempt: [...exempt] };
}

/** .git/info/attributes cannot be switched off, and nobody else sees it. */
async function refusePrivateExemptions(cwd: string): Promise<void> {
  const path = resolve(cwd, (await git(["rev-parse", "--git-path", "info/attributes"], cwd)).trimEnd());
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  if (!/secretscan/.test(readFileSync(path, "utf8"))) return;
  throw new AdpError(errors.PRIVATE_EXEMPTION, {
    what: `${path} takes files out of the scan on this machine alone.`,
    next: [
      act(`move its lines with secretscan to .gitattributes, and stage that: others see it, and can object`),
      again,
    ],
  });
}

async function git(
  args: readonly string[],
  cwd: string,
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const result = await ask(["git", ...args], { cwd, ...options });
  if (result instanceof ProcessFailure) throw result;
  return result.stdout;
}

function names(stdout: string): string[] {
  return [...new Set(stdout.split("\0").filter((name) => name !== ""))];
}
