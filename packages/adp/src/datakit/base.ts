import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { act, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { attempt, openStream, ProcessFailure } from "../kernel/process.ts";
import { KIT_BASE } from "./errors.ts";
import { type Lock, lockPath, sha256, templateVersion } from "./lock.ts";
import type { Tree, TreeFile } from "./merge.ts";
import { type Rendered, renderTemplate } from "./template.ts";
import { gitHere, readTreeFile } from "./worktree.ts";

/**
 * The datakit as the template gave it, by the sha256 of each file in the lock: from the commit that the lock names (which
 * alone knows the modes of that time), from this template, from the datakit as it stands, and from its own history. Throws ADP-KIT-007 where a file is in none.
 */
export async function findBase(folder: string, template: string, lock: Lock): Promise<Tree> {
  const missing = new Map(Object.entries(lock.files));
  const base = new Map<string, TreeFile>();
  const take = (path: string, file: TreeFile | undefined) => {
    if (file === undefined || sha256(file.content) !== missing.get(path)) return;
    base.set(path, file);
    missing.delete(path);
  };
  const now = treeOf(renderTemplate(template, lock.answers));
  // The datakit's own files say nothing of the template's mode: it is taken to be as today.
  const own = (tree: Tree) =>
    new Map([...tree].map(([path, file]) => [path, { ...file, mode: now.get(path)?.mode ?? file.mode }]));
  const sources: (() => Tree | undefined | Promise<Tree | undefined>)[] = [
    () => fromCommit(template, lock),
    () => now,
    () => own(fromWorktree(folder, [...missing.keys()])),
    async () => own(await fromHistory(folder, [...missing.keys()], lock)),
  ];
  for (const source of sources) {
    if (missing.size === 0) break;
    for (const [path, file] of (await source()) ?? []) take(path, file);
  }
  if (missing.size > 0) throw noBase(folder, template, lock, [...missing.keys()]);
  return base;
}

function fromWorktree(folder: string, paths: readonly string[]): Tree {
  return new Map(
    paths.flatMap((path) => {
      const file = readTreeFile(folder, path);
      return file === undefined ? [] : [[path, file] as const];
    }),
  );
}

export function treeOf({ files }: Rendered): Tree {
  return new Map(
    [...files].map(([path, { content, mode }]) => [
      path,
      { content, mode: (mode & 0o100) !== 0 ? "100755" : "100644" },
    ]),
  );
}

/** The template of the lock's commit, from the platform's clone, rendered with the same answers. */
async function fromCommit(
  template: string,
  { template: { commit }, answers }: Lock,
): Promise<Tree | undefined> {
  if (commit === undefined || !/^[0-9a-f]{40}$/.test(commit)) return undefined;
  const found = await templateAt(template, commit, answers);
  return found === undefined ? undefined : treeOf(found.rendered);
}

/** What a template gives as it stands, or as it was at a commit; undefined where its repository has no such commit. */
export async function templateAt(
  template: string,
  commit: string | undefined,
  answers: Readonly<Record<string, string>>,
): Promise<{ readonly version: string; readonly rendered: Rendered } | undefined> {
  if (commit === undefined)
    return { version: templateVersion(template), rendered: renderTemplate(template, answers) };
  const scratch = mkdtempSync(join(tmpdir(), "adp-template-"));
  try {
    const archive = join(scratch, "template.tar");
    const done = await attempt(["git", "-C", template, "archive", "--output", archive, commit, "."]);
    if (done instanceof ProcessFailure) return undefined;
    const unpacked = await attempt(["tar", "-xf", archive, "-C", scratch]);
    if (unpacked instanceof ProcessFailure) return undefined;
    return { version: templateVersion(scratch), rendered: renderTemplate(scratch, answers) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The files as the datakit's own git has had them: of the commits that changed them, the one with the lock's sha256. */
async function fromHistory(folder: string, paths: readonly string[], lock: Lock): Promise<Tree> {
  const found = new Map<string, TreeFile>();
  for (const path of paths) {
    const log = await attempt(gitHere("log", "--all", "--no-show-signature", "--format=%H", "--", path), {
      cwd: folder,
    });
    for (const commit of log instanceof ProcessFailure ? [] : log.stdout.split("\n").filter(Boolean)) {
      const content = await blobAt(folder, commit, path);
      if (content === undefined || sha256(content) !== lock.files[path]) continue;
      found.set(path, { content, mode: "100644" });
      break;
    }
  }
  return found;
}

async function blobAt(folder: string, commit: string, path: string): Promise<Buffer | undefined> {
  const { stdout, done } = await openStream(gitHere("cat-file", "blob", `${commit}:./${path}`), {
    cwd: folder,
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stdout) chunks.push(Buffer.from(chunk));
  return (await done) instanceof ProcessFailure ? undefined : Buffer.concat(chunks);
}

function noBase(
  folder: string,
  template: string,
  { template: from }: Lock,
  paths: readonly string[],
): AdpError {
  const { version, commit, repository } = from;
  return new AdpError(KIT_BASE, {
    what: `The template's version ${version} cannot be found, from which this datakit was made.`,
    why: "Without it, your changes cannot be told from the template's. These files are as that version gave them neither here, nor in the history of the datakit, nor in the clone of the platform:",
    evidence: paths.slice(0, 8),
    next: [
      either(
        ...(commit === undefined
          ? []
          : [
              run(
                repository === undefined
                  ? shell`git -C ${template} fetch origin ${commit}`
                  : shell`git -C ${template} fetch ${repository} ${commit}`,
                "fetches that version",
              ),
            ]),
        act(`bring back the commit of ${folder} in which ${lockPath} has this version`),
      ),
      again,
    ],
  });
}
