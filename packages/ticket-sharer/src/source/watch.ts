import { type FSWatcher, statSync, watch } from "node:fs";
import { act, adp, anyOf, Exit, run } from "@airflow-data-platform/cli-kit";
import type { Problem } from "../errors.ts";
import type { Source } from "./source.ts";

interface Watched {
  readonly watcher: FSWatcher | undefined;
  readonly identity: string;
}

/**
 * Watches the source's folders, never the file: each kinit makes a new file. A folder that is created again is watched
 * again. Events are only a hint to look at once; where a mount delivers none (a Windows drive in WSL, a network
 * mount), the poll does everything, a second later.
 */
export class FolderWatch {
  readonly #source: Source;
  readonly #changed: () => void;
  readonly #folders = new Map<string, Watched>();
  /** TKT-SOURCE-STALE: the mount shows a folder that no longer exists. */
  stale: Problem | undefined;

  constructor(source: Source, changed: () => void) {
    this.#source = source;
    this.#changed = changed;
  }

  /** Brings the watches up to date with the folders that there are now. */
  sync(): void {
    this.stale = undefined;
    const wanted = this.#source.folders();
    for (const [folder, watched] of this.#folders)
      if (!wanted.includes(folder)) {
        watched.watcher?.close();
        this.#folders.delete(folder);
      }
    for (const folder of wanted) this.#syncOne(folder);
  }

  close(): void {
    for (const { watcher } of this.#folders.values()) watcher?.close();
    this.#folders.clear();
  }

  #syncOne(folder: string): void {
    const identity = identityOf(folder);
    if (identity === removed) this.stale = staleMount(folder, "TKT-SOURCE-STALE");
    const known = this.#folders.get(folder);
    if (known?.identity === identity) return;
    known?.watcher?.close();
    this.#folders.set(folder, {
      identity,
      watcher: identity === "" || identity === removed ? undefined : this.#watch(folder),
    });
    // Whatever came between the old watch and this one.
    if (known !== undefined) this.#changed();
  }

  #watch(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null && !this.#source.matters(name)) return;
        this.#changed();
      });
      // The folder is gone: the next sync sees it.
      watcher.on("error", () => watcher.close());
      return watcher;
    } catch {
      // Such as ENOSPC, too many watches on this machine: the poll does it.
      return undefined;
    }
  }
}

/** Of a folder that no name leads to any more, but a mount still does. */
const removed = "removed";

function identityOf(folder: string): string {
  try {
    const { dev, ino, nlink, birthtimeMs } = statSync(folder);
    return nlink === 0 ? removed : `${dev}:${ino}:${birthtimeMs}`;
  } catch {
    // Not there now: another identity than any folder's, so that a new one is watched.
    return "";
  }
}

/** A mounted folder that was removed on the host: a mount never sees the one that took its place. */
export function staleMount(folder: string, code: "TKT-SOURCE-STALE" | "TKT-CACHE-STALE"): Problem {
  return {
    code,
    what: `${folder} was removed, and perhaps created again, on the host; this mount still shows the removed one.`,
    why: "A mount holds on to the folder itself, not to its name. Starting again mounts the new one.",
    next: anyOf(
      act(
        "nothing, where the folder is there again: this exits with 75 in a while, and the container's restart mounts it",
      ),
      run(
        adp`platform start`,
        "where it came back later: a container whose folder is missing cannot be started",
      ),
    ),
    exit: Exit.restart,
  };
}
