import { type FSWatcher, statSync, watch } from "node:fs";
import { Exit, errnoOf, SharerError } from "../errors.ts";
import type { Source } from "./source.ts";

interface Watched {
  readonly watcher: FSWatcher | undefined;
  readonly identity: string;
}

/**
 * Watches the source's folders, never the file: each kinit makes a new file. A folder that is made anew is watched
 * anew. Events are only a hint to look at once; where a mount delivers none (a Windows drive in WSL, a network
 * mount), the poll does everything, a second later.
 */
export class FolderWatch {
  readonly #source: Source;
  readonly #changed: (how: "event" | "folder") => void;
  readonly #folders = new Map<string, Watched>();
  /** Why a folder cannot be watched, such as ENOSPC: too many watches on this machine. */
  refused: string | undefined;

  constructor(source: Source, changed: (how: "event" | "folder") => void) {
    this.#source = source;
    this.#changed = changed;
  }

  /**
   * Brings the watches up to date with the folders that there are now.
   *
   * @throws SharerError TKT-SOURCE-STALE: the mount shows a folder that no longer exists
   */
  sync(): void {
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
    const known = this.#folders.get(folder);
    if (known?.identity === identity) return;
    known?.watcher?.close();
    this.#folders.set(folder, { identity, watcher: identity === "" ? undefined : this.#watch(folder) });
    // Whatever came between the old watch and this one.
    if (known !== undefined) this.#changed("folder");
  }

  #watch(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null && !this.#source.matters(name)) return;
        this.#changed("event");
      });
      // The folder is gone: the next sync sees it.
      watcher.on("error", () => watcher.close());
      this.refused = undefined;
      return watcher;
    } catch (error) {
      this.refused = errnoOf(error) ?? String(error);
      return undefined;
    }
  }
}

function identityOf(folder: string): string {
  try {
    const { dev, ino, nlink, birthtimeMs } = statSync(folder);
    if (nlink === 0) throw staleMount(folder, "TKT-SOURCE-STALE");
    return `${dev}:${ino}:${birthtimeMs}`;
  } catch (error) {
    if (error instanceof SharerError) throw error;
    return "";
  }
}

/** A mounted folder that was removed on the host: a mount never sees the one that took its place. */
export function staleMount(folder: string, code: "TKT-SOURCE-STALE" | "TKT-CACHE-STALE"): SharerError {
  return new SharerError({
    code,
    what: `${folder} was removed and perhaps made anew on the host; this mount still shows the removed one.`,
    why: "A mount holds on to the folder itself, not to its name. Starting again mounts the new one.",
    next: [
      "nothing, where the container has a restart policy: it exits with 75 to be started again",
      "adp platform start",
    ],
    exit: Exit.restart,
  });
}
