import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { attempt, openStream, ProcessFailure, type RunOptions } from "../kernel/process.ts";
import { KIT_GIT } from "./errors.ts";

/** A file as git keeps it; the content of a symbolic link is where it leads. */
export interface TreeFile {
  readonly content: Buffer;
  readonly mode: "100644" | "100755" | "120000";
}
/** Path with `/` -> file. */
export type Tree = ReadonlyMap<string, TreeFile>;

/** What each side has at a path that git could not merge by itself. */
export interface Conflict {
  readonly base?: TreeFile;
  readonly ours?: TreeFile;
  readonly theirs?: TreeFile;
}

export interface Merged {
  readonly tree: Tree;
  readonly conflicts: ReadonlyMap<string, Conflict>;
}

interface Sides {
  readonly base: Tree;
  readonly ours: Tree;
  readonly theirs: Tree;
}

/**
 * Merges what two sides made of a base, as `git merge` does: renames are followed, conflicts are marked. In a repository
 * of its own in a temporary folder, so that nobody's repository, settings or attributes take part. `labels` stand beside
 * the markers.
 */
export async function mergeTrees(sides: Sides, labels: { ours: string; theirs: string }): Promise<Merged> {
  const folder = mkdtempSync(join(tmpdir(), "adp-merge-"));
  try {
    await git(folder, ["init", "--quiet", "--bare", "."]);
    mkdirSync(join(folder, "info"), { recursive: true });
    // A datakit's own attributes would change bytes on the way.
    writeFileSync(
      join(folder, "info", "attributes"),
      "* !text !eol !ident !filter !working-tree-encoding !merge !diff\n",
    );
    const blobs = new Blobs(folder);
    await git(folder, ["fast-import", "--quiet"], { input: blobs.stream(sides, labels) });
    const refs = [labels.ours, labels.theirs] as const;
    const tried = await attempt(
      gitWords(["merge-tree", "--write-tree", "-z", "--no-messages", ...refs]),
      inside(folder),
    );
    if (!(tried instanceof ProcessFailure) || tried.code === 1) {
      const [tree = "", ...entries] = tried.stdout.split("\0");
      return await blobs.merged(tree, entries);
    }
    // git before 2.38 has another merge-tree.
    if (tried.code === 129) return await mergeInWorktree(folder, refs, blobs);
    throw gitTrouble(tried);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same by `git merge` in a worktree. */
export async function mergeInWorktree(
  folder: string,
  [ours, theirs]: readonly [string, string],
  blobs: Blobs,
): Promise<Merged> {
  const place = join(folder, "worktree");
  await git(folder, ["worktree", "add", "--quiet", place, ours]);
  const words = ["merge", "--quiet", "--no-commit", "--no-ff", "--no-verify", theirs];
  const done = await attempt(gitWords(words), inside(place));
  if (done instanceof ProcessFailure && done.code !== 1) throw gitTrouble(done);
  const unmerged = await git(place, ["ls-files", "--unmerged", "-z"]);
  await git(place, ["add", "--all", "--force"]);
  const tree = await git(place, ["write-tree"]);
  return blobs.merged(tree.trim(), unmerged.split("\0"));
}

/** The contents of the three trees by git's names for them: what a merge took over as it was is not read again. */
export class Blobs {
  readonly #known = new Map<string, Buffer>();

  constructor(private readonly folder: string) {}

  /** The three trees as git's fast-import reads them: https://git-scm.com/docs/git-fast-import */
  stream({ base, ours, theirs }: Sides, labels: { ours: string; theirs: string }): Buffer {
    const parts: (string | Buffer)[] = [];
    const marks = new Map<string, number>();
    for (const { content } of [base, ours, theirs].flatMap((tree) => [...tree.values()])) {
      const oid = oidOf(content);
      if (marks.has(oid)) continue;
      marks.set(oid, marks.size + 1);
      this.#known.set(oid, content);
      parts.push(`blob\nmark :${marks.size}\ndata ${content.length}\n`, content, "\n");
    }
    const commit = (ref: string, tree: Tree, from?: string) => {
      const lines = [...tree].map(
        ([path, { content, mode }]) => `M ${mode} :${marks.get(oidOf(content))} ${quotedPath(path)}\n`,
      );
      const parent = from === undefined ? "" : `from refs/heads/${from}\n`;
      parts.push(
        `commit refs/heads/${ref}\ncommitter adp <adp> 0 +0000\ndata 0\n${parent}deleteall\n${lines.join("")}\n`,
      );
    };
    commit("base", base);
    commit(labels.ours, ours, "base");
    commit(labels.theirs, theirs, "base");
    return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  }

  /** The files of a tree, and of each path with stages 1 to 3 (`mode oid stage\tpath`) its sides. */
  async merged(tree: string, stages: readonly string[]): Promise<Merged> {
    const files = new Map<string, TreeFile>();
    for (const entry of (await git(this.folder, ["ls-tree", "-r", "-z", tree])).split("\0")) {
      const [, mode = "", oid = "", path = ""] = /^(\d+) blob (\w+)\t(.*)$/s.exec(entry) ?? [];
      if (oid !== "") files.set(path, await this.#file(mode, oid));
    }
    const conflicts = new Map<string, { -readonly [side in keyof Conflict]: Conflict[side] }>();
    for (const entry of stages) {
      const [, mode = "", oid = "", stage = "", path = ""] = /^(\d+) (\w+) ([123])\t(.*)$/s.exec(entry) ?? [];
      if (oid === "") continue;
      const side = ({ "1": "base", "2": "ours", "3": "theirs" } as const)[stage as "1" | "2" | "3"];
      const conflict = conflicts.get(path) ?? {};
      conflict[side] = await this.#file(mode, oid);
      conflicts.set(path, conflict);
    }
    return { tree: files, conflicts };
  }

  async #file(mode: string, oid: string): Promise<TreeFile> {
    if (mode !== "100644" && mode !== "100755" && mode !== "120000")
      throw new Error(`a file of mode ${mode}`);
    const content = this.#known.get(oid) ?? (await this.#read(oid));
    this.#known.set(oid, content);
    return { content, mode };
  }

  async #read(oid: string): Promise<Buffer> {
    const { stdout, done } = await openStream(gitWords(["cat-file", "blob", oid]), inside(this.folder));
    const chunks: Buffer[] = [];
    for await (const chunk of stdout) chunks.push(Buffer.from(chunk));
    const ended = await done;
    if (ended instanceof ProcessFailure) throw gitTrouble(ended);
    return Buffer.concat(chunks);
  }
}

/** git's name for a content. */
function oidOf(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

function quotedPath(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

async function git(folder: string, words: readonly string[], options: RunOptions = {}): Promise<string> {
  const done = await attempt(gitWords(words), { ...inside(folder), ...options });
  if (done instanceof ProcessFailure) throw gitTrouble(done);
  return done.stdout;
}

/** Nothing of the user's settings changes bytes or marks. */
function gitWords(words: readonly string[]): string[] {
  const settings = {
    "core.autocrlf": "false",
    "core.fileMode": "true",
    "core.symlinks": "true",
    "core.hooksPath": "/dev/null",
    "merge.conflictStyle": "merge",
    "merge.renames": "true",
    "merge.directoryRenames": "true",
    "init.defaultObjectFormat": "sha1",
    "user.name": "adp",
    "user.email": "adp",
  };
  return ["git", ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]), ...words];
}

function inside(folder: string) {
  const env = {
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_INDEX_FILE: undefined,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C",
  };
  return { cwd: folder, env };
}

export function gitTrouble(failure: ProcessFailure): AdpError {
  const missing = failure.kind === "spawn-failed";
  return new AdpError(KIT_GIT, {
    what: missing ? "The program git is not on PATH." : "git cannot merge the update.",
    why: missing ? "adp merges the template's changes with it." : `\`git ${failure.argv.at(-1)}\` failed.`,
    evidence: missing ? [] : failure.tail(5),
    next: [act(missing ? "install git" : "see what git says"), again],
  });
}
