import { chmodSync, mkdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { examine } from "../examine.ts";
import { publishError } from "../publish/problems.ts";
import { Publication } from "../publish/publication.ts";
import { unlinkQuietly, writeWhole } from "../publish/write-whole.ts";
import { ProblemMemory } from "./problem-memory.ts";
import type { SharerOptions } from "./sharer.ts";

/**
 * Every cache of the source as a DIR collection beside the copy: KRB5CCNAME=DIR:/krb5/cache/collection. Each obeys
 * the same rules as the copy itself. A cache that is gone from the source stays until it ends.
 */
export class Collection {
  readonly folder: string;
  readonly #o: SharerOptions;
  readonly #publications = new Map<string, { at: Publication; problem: ProblemMemory }>();
  readonly #problem: ProblemMemory;
  #primary = "";

  constructor(options: SharerOptions) {
    this.#o = options;
    this.folder = join(options.settings.cacheDir, "collection");
    this.#problem = new ProblemMemory(options.log, "collection", () => options.clock.now());
  }

  async check(): Promise<void> {
    const { source, clock, settings } = this.#o;
    if (source === undefined) return;
    try {
      mkdirSync(this.folder, { recursive: true });
      // Whatever the umask: consumers enter by their group.
      if ((statSync(this.folder).mode & 0o7777) !== 0o2770) chmodSync(this.folder, 0o2770);
      const { current, readings } = await source.readAll();
      for (const { name, bytes } of readings) {
        const file = fileName(name);
        const { at, problem } = this.#publication(file);
        try {
          const ticket = examine(bytes, { now: clock.now(), minimumSeconds: settings.minimumSeconds });
          const outcome = at.offer(ticket, clock.now());
          if (outcome.kind === "refused") problem.set(outcome.problem, "info");
          else problem.clear();
          if (name === current) this.#setPrimary(file);
        } catch (error) {
          problem.set(publishError(at.path, error).problem, "warn");
        }
      }
      this.#problem.clear();
    } catch (error) {
      this.#problem.set(publishError(join(this.folder, "primary"), error).problem, "warn");
    }
  }

  withdraw(): void {
    for (const { at } of this.#publications.values()) at.withdraw();
    unlinkQuietly(join(this.folder, "primary"));
  }

  #publication(file: string) {
    const known = this.#publications.get(file);
    if (known !== undefined) return known;
    const { log, clock } = this.#o;
    const made = {
      at: new Publication({ path: join(this.folder, file), spns: [] }),
      problem: new ProblemMemory(log, `collection ${file}`, () => clock.now()),
    };
    this.#publications.set(file, made);
    return made;
  }

  #setPrimary(file: string): void {
    if (file === this.#primary) return;
    writeWhole(join(this.folder, "primary"), `${file}\n`, { mode: 0o640, durable: false });
    this.#primary = file;
  }
}

/** libkrb5 takes files whose names begin with tkt for caches, and names of at most 62 bytes in `primary`. */
function fileName(name: string): string {
  const base = basename(name)
    .replace(/^KCM:/, "")
    .replace(/[^\w-]/g, "_");
  return (base.startsWith("tkt") ? base : `tkt${base}`).slice(0, 60);
}
