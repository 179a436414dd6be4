import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { examine } from "../examine.ts";
import { publishError } from "../publish/problems.ts";
import { Publication } from "../publish/publication.ts";
import { takeGroupOf, unlinkQuietly, writeWhole } from "../publish/write-whole.ts";
import type { Source } from "../source/source.ts";
import { fileName } from "./collection-name.ts";
import { ProblemMemory } from "./problem-memory.ts";
import type { SharerOptions } from "./sharer-options.ts";

/**
 * Every cache of the source as a DIR collection beside the copy: KRB5CCNAME=DIR:/krb5/cache/collection. Each obeys
 * the same rules as the copy itself. A cache that is gone from the source stays until it ends, and goes then.
 */
export class Collection {
  readonly folder: string;
  readonly #o: SharerOptions;
  readonly #publications = new Map<string, { at: Publication; problem: ProblemMemory }>();
  readonly #problem: ProblemMemory;
  #primary: string | undefined;

  constructor(options: SharerOptions) {
    this.#o = options;
    this.folder = folderIn(options.settings.cacheDir);
    this.#problem = new ProblemMemory(options.log, "collection", () => options.clock.now());
  }

  async check(): Promise<void> {
    const { source } = this.#o;
    if (source === undefined) return;
    try {
      this.#makeFolder();
      let found: { readonly current?: string; readonly files: ReadonlySet<string> } = { files: new Set() };
      try {
        found = await this.#publish(source);
      } finally {
        this.#removeEnded(found.files);
      }
      this.#setPrimary(found.current, found.files);
      this.#problem.clear();
    } catch (error) {
      this.#problem.set(publishError(join(this.folder, "primary"), error).problem, "warn");
    }
  }

  /** Whether somebody has removed or changed something since it was last looked at. */
  isDamaged(now: number): boolean {
    let damaged = this.#primary !== undefined && this.#readPrimary() !== this.#primary;
    for (const { at } of this.#publications.values()) damaged = at.refresh(now) || damaged;
    return damaged;
  }

  /** Whatever the umask: consumers enter by the group that the copy has, too. */
  #makeFolder(): void {
    mkdirSync(this.folder, { recursive: true });
    const { cacheDir } = this.#o.settings;
    const { mode, gid } = statSync(this.folder);
    if ((mode & 0o7777) === 0o2770 && gid === statSync(cacheDir).gid) return;
    const handle = openSync(this.folder, "r");
    try {
      takeGroupOf(handle, cacheDir);
      fchmodSync(handle, 0o2770);
    } finally {
      closeSync(handle);
    }
  }

  /** Gives the files of what the source has now, shared or not. */
  async #publish(source: Source) {
    const { clock, settings } = this.#o;
    const { current, readings } = await source.readAll();
    for (const { name, bytes } of readings) {
      const { at, problem } = this.#publication(fileName(name));
      try {
        const { principal: pinned, minimumSeconds } = settings;
        const outcome = at.offer(examine(bytes, { now: clock.now(), pinned, minimumSeconds }), clock.now());
        if (outcome.kind === "refused") problem.set(outcome.problem, "info");
        else problem.clear();
      } catch (error) {
        const { problem: found } = publishError(at.path, error);
        // Another principal's is left out because somebody asked for that.
        problem.set(found, found.code === "TKT-PRINCIPAL" ? "info" : "warn");
      }
    }
    return { current: fileName(current), files: new Set(readings.map(({ name }) => fileName(name))) };
  }

  #publication(file: string) {
    const known = this.#publications.get(file);
    if (known !== undefined) return known;
    const { log, clock, settings } = this.#o;
    const made = {
      at: new Publication({ path: join(this.folder, file), pinned: settings.principal, spns: [] }),
      problem: new ProblemMemory(log, `collection ${file}`, () => clock.now()),
    };
    this.#publications.set(file, made);
    return made;
  }

  /** Also those that an earlier process published. `files`: what the source has now. */
  #removeEnded(files: ReadonlySet<string>): void {
    for (const file of readdirSync(this.folder)) {
      if (!file.startsWith("tkt")) continue;
      const gone = this.#publication(file).at.removeEnded(this.#o.clock.now(), { kept: files.has(file) });
      if (gone && !files.has(file)) this.#publications.delete(file);
    }
  }

  /** The source's own; where that is not shared, the one that was, or any. */
  #setPrimary(current: string | undefined, files: ReadonlySet<string>): void {
    const file = [current, this.#primary, ...files].find(
      (name) => name !== undefined && existsSync(join(this.folder, name)),
    );
    this.#primary = file;
    if (file === undefined || file === this.#readPrimary()) return;
    writeWhole(join(this.folder, "primary"), `${file}\n`, { mode: 0o640, durable: false });
  }

  #readPrimary(): string | undefined {
    try {
      return readFileSync(join(this.folder, "primary"), "utf8").trimEnd();
    } catch {
      // Removed, or replaced by something else: it is written anew, which tells what keeps it from that.
      return undefined;
    }
  }
}

/** Removes every cache of the collection, whoever published it, also where it has been switched off since. */
export function withdrawCollection(cacheDir: string): void {
  const folder = folderIn(cacheDir);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  for (const name of isFolder ? readdirSync(folder) : [])
    if (/^\.?(tkt|primary)/.test(name)) unlinkQuietly(join(folder, name));
}

function folderIn(cacheDir: string): string {
  return join(cacheDir, "collection");
}
