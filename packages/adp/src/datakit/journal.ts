import { chmodSync, readdirSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { act, adp, either, run, stagedName } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { makeFolder, privateFolder, readIfPresent, readOrdinary, writeAtomic } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { KIT_CHANGED, KIT_LINK, KIT_NO_UPDATE, KIT_UNFINISHED } from "./errors.ts";
import { lockPath, sha256 } from "./lock.ts";
import type { TreeFile } from "./merge.ts";
import { factsOf, readTreeFile } from "./worktree.ts";

const journalPath = ".adp/run/update.json";

/** A path that an update writes, changes or removes. */
export interface Change {
  readonly path: string;
  readonly before: TreeFile | undefined;
  readonly after: TreeFile | undefined;
}

const side = z.object({ mode: z.enum(["100644", "100755", "120000"]), content: z.string() });
const schema = z.object({
  /** applying: it was cut off, and is taken back. conflicts: a person resolves them. done: it can be undone. */
  state: z.enum(["applying", "conflicts", "done"]),
  /** The lock before it, and after it. */
  before: z.nullable(z.string()),
  lock: z.string(),
  conflicts: z.array(z.string()),
  changes: z.array(
    z.object({
      path: z.string(),
      before: z.nullable(side),
      after: z.nullable(z.object({ sha256: z.string() })),
    }),
  ),
});
type Entries = z.output<typeof schema>;

/** What an update did, so that it can be taken back: written before the first file is touched. */
export class Journal {
  readonly #path: string;

  constructor(private readonly folder: string) {
    this.#path = join(folder, journalPath);
  }

  /** Refuses while an update has conflicts. One that was cut off is taken back first. */
  demandNone(): void {
    this.recover();
    if (this.#read()?.state !== "conflicts") return;
    throw new AdpError(KIT_UNFINISHED, {
      what: "The last update has conflicts that are not resolved.",
      next: [
        either(
          [act("resolve them"), run(adp`datakit update --continue`)],
          run(adp`datakit update --undo`, "takes it back"),
        ),
      ],
    });
  }

  /** Takes back an update that was cut off. Says whether there was one. */
  recover(): boolean {
    const entries = this.#read();
    if (entries?.state !== "applying") return false;
    this.#restore(entries);
    return true;
  }

  /** Writes the changes: all of them, or, when one cannot be written, none. */
  apply(
    changes: readonly Change[],
    { lock, conflicts }: { lock: string; conflicts: readonly string[] },
  ): void {
    for (const { path } of changes) demandBelow(this.folder, path);
    const entries: Entries = {
      state: "applying",
      before: readIfPresent(join(this.folder, lockPath)) ?? null,
      lock,
      conflicts: [...conflicts],
      changes: changes.map(({ path, before, after }) => ({
        path,
        before:
          before === undefined ? null : { mode: before.mode, content: before.content.toString("base64") },
        after: after === undefined ? null : { sha256: sha256(after.content) },
      })),
    };
    this.#write(entries);
    try {
      // Removals first: a file may become a folder.
      for (const { path, after } of changes) if (after === undefined) remove(this.folder, path);
      for (const { path, after } of changes) if (after !== undefined) putFile(this.folder, path, after);
      if (conflicts.length === 0) this.#writeLock(lock);
    } catch (error) {
      this.#restore(entries);
      throw error;
    }
    this.#write({ ...entries, state: conflicts.length === 0 ? "done" : "conflicts" });
  }

  hasConflicts(): boolean {
    return this.#read()?.state === "conflicts";
  }

  /** The files that still have marks; undefined where no update has conflicts. */
  unresolved(): string[] | undefined {
    this.recover();
    const entries = this.#read();
    if (entries?.state !== "conflicts") return undefined;
    return entries.conflicts.filter((path) => {
      const content = readTreeFile(this.folder, path)?.content;
      return content !== undefined && /^(<{7}|>{7}) /m.test(content.toString("latin1"));
    });
  }

  /** After the conflicts: the lock is written, and the journal stays for an undo. */
  finish(): void {
    const entries = this.#read();
    if (entries === undefined) return;
    this.#writeLock(entries.lock);
    this.#write({ ...entries, state: "done" });
  }

  /** Takes the last update back. A file that was changed since is named, and nothing is touched (ADP-KIT-014). */
  undo(): string[] {
    const entries = this.#read();
    if (entries === undefined)
      throw new AdpError(KIT_NO_UPDATE, {
        what: "There is no update to take back.",
        next: [act("use git for what was committed")],
      });
    const changed = entries.state === "done" ? this.#changedSince(entries) : [];
    if (changed.length > 0)
      throw new AdpError(KIT_CHANGED, {
        what: "Files have changed since the update; nothing was taken back.",
        evidence: changed,
        next: [act("take the update back with git, or save your changes elsewhere first")],
      });
    // Cut off from here on, the next command finishes it.
    this.#write({ ...entries, state: "applying" });
    this.#restore(entries);
    return entries.changes.map(({ path }) => path);
  }

  #changedSince({ changes, conflicts }: Entries): string[] {
    return changes
      .filter(({ path, after }) => {
        const now = readTreeFile(this.folder, path);
        return conflicts.includes(path)
          ? false
          : (now === undefined ? undefined : sha256(now.content)) !== after?.sha256;
      })
      .map(({ path }) => path);
  }

  #restore({ changes, before }: Entries): void {
    demandBelow(this.folder, journalPath);
    // A repository that came from elsewhere may hold a journal, too.
    for (const { path } of changes) demandBelow(this.folder, path, this.#path);
    for (const path of [...changes.map(({ path }) => path), lockPath]) removeStaged(this.folder, path);
    for (const { path, before: was } of changes) if (was === null) remove(this.folder, path);
    for (const { path, before: was } of changes)
      if (was !== null)
        putFile(this.folder, path, { mode: was.mode, content: Buffer.from(was.content, "base64") });
    if (before !== null) this.#writeLock(before);
    else rmSync(join(this.folder, lockPath), { force: true });
    rmSync(this.#path, { force: true });
  }

  #writeLock(text: string): void {
    demandBelow(this.folder, lockPath);
    makeFolder(join(this.folder, ".adp"));
    writeAtomic(join(this.folder, lockPath), text, 0o644);
  }

  #read(): Entries | undefined {
    return tryJson(readOrdinary(this.#path) ?? "", schema);
  }

  #write(entries: Entries): void {
    demandBelow(this.folder, journalPath);
    privateFolder(dirname(this.#path));
    writeAtomic(this.#path, JSON.stringify(entries));
  }
}

/** Nothing outside of the datakit is touched, nor its .git, nor what a folder that is a symbolic link leads to. */
export function demandBelow(folder: string, path: string, journal?: string): void {
  const outside = isOutside(path);
  const link = outside ? undefined : linkAbove(folder, path);
  if (!outside && link === undefined) return;
  const mend = outside ? `correct the answers in ${lockPath}` : "put a folder in the place of the link";
  throw new AdpError(KIT_LINK, {
    what: `The update would write ${path}.`,
    why: outside ? "A template writes below the datakit's folder only." : `${link} is a symbolic link.`,
    next: [act(journal === undefined ? mend : `remove ${journal}, which no update of adp's wrote`)],
  });
}

/** Whether a path leads out of the datakit, or into its .git. */
export function isOutside(path: string): boolean {
  const parts = path.split("/");
  return parts.includes("..") || parts.some(isGit) || path.startsWith("/");
}

/** Also under the names by which file systems of macOS and Windows find a folder `.git`, as git itself refuses them. */
function isGit(part: string): boolean {
  return /^(?:\.git|git~1)[. ]*(?::.*)?$/i.test(
    part.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, ""),
  );
}

/** A folder on the way that is a symbolic link could lead anywhere. */
function linkAbove(folder: string, path: string): string | undefined {
  const parts = path.split("/").slice(0, -1);
  return parts
    .map((_, index) => join(folder, ...parts.slice(0, index + 1)))
    .find((place) => factsOf(place)?.isSymbolicLink() === true);
}

export function putFile(folder: string, path: string, { content, mode }: TreeFile): void {
  const place = join(folder, path);
  makeFolder(dirname(place));
  if (mode === "120000") {
    rmSync(place, { force: true });
    symlinkSync(content, place);
    return;
  }
  const before = factsOf(place);
  if (before?.isSymbolicLink() === true) rmSync(place);
  const bits = (before?.isFile() === true ? before.mode : 0o644) & 0o666;
  writeAtomic(place, content, bits);
  chmodSync(place, mode === "100755" ? bits | ((bits & 0o444) >> 2) : bits);
}

/** Removes a file, and the folders that it leaves empty. */
function remove(folder: string, path: string): void {
  if (factsOf(join(folder, path)) !== undefined) rmSync(join(folder, path), { force: true });
  for (let place = dirname(path); place !== "."; place = dirname(place)) {
    const whole = join(folder, place);
    if (!isFolder(whole) || readdirSync(whole).length > 0) return;
    rmdirSync(whole);
  }
}

/** Removes what a process that was killed had written beside a file, and not yet put in its place. */
function removeStaged(folder: string, path: string): void {
  const place = dirname(join(folder, path));
  if (!isFolder(place)) return;
  for (const name of readdirSync(place))
    if (stagedName.test(name) && name.startsWith(`.${basename(path)}.`)) rmSync(join(place, name));
}

function isFolder(path: string): boolean {
  return factsOf(path)?.isDirectory() === true;
}
