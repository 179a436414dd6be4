import { statSync } from "node:fs";
import { dirname } from "node:path";
import { type Credential, equalBytes, type Principal, tickets } from "../../../krb5/src/index.ts";
import { type Problem, SharerError } from "../errors.ts";
import { examine, type Ticket, usableUntil } from "../examine.ts";
import { readBounded } from "../source/bounded-read.ts";
import { signatureOf } from "../source/file-source.ts";
import { exclusively } from "./lock.ts";
import { publishError, refusalOf } from "./problems.ts";
import { isCrossRealm, isFor, withServiceTickets } from "./service-tickets.ts";
import { removeLeftovers, stage, syncFolder, unlinkQuietly } from "./write-whole.ts";

export interface PublicationOptions {
  readonly path: string;
  readonly pinned?: Principal | undefined;
  /** Service tickets of these are kept when a cache without them is published. */
  readonly spns: readonly string[];
}

export type Outcome =
  | { readonly kind: "published"; readonly ticket: Ticket; readonly before: Ticket | undefined }
  | { readonly kind: "unchanged" }
  | { readonly kind: "refused"; readonly problem: Problem }
  /** Another sharer is at work on the same volume: try again in a moment. */
  | { readonly kind: "busy" };

/** The shared copy on the disk. What stands there decides, not what this process remembers: others may write, too. */
export class Publication {
  readonly path: string;
  readonly #options: PublicationOptions;
  #ticket: Ticket | undefined;
  #fault: Problem | undefined;
  #signature = "";
  /** What the file system, or not being a member of the folder's group, made of the rights of a published file. */
  #ownForm: string | undefined;

  constructor(options: PublicationOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** What stood there when it was last looked at. Whether it has ended meanwhile is for the caller's clock to say. */
  get ticket(): Ticket | undefined {
    return this.#ticket;
  }

  /** Why there is no usable copy; undefined where there is one. */
  get fault(): Problem | undefined {
    return this.#fault;
  }

  /** Differs when the file does. */
  get signature(): string {
    return this.#signature;
  }

  /** Whether consumers may read it: nobody has changed its mode or group, or the group of the folder. */
  get hasForm(): boolean {
    const form = formOf(this.path);
    return form === undefined || form.asWanted || form.text === this.#ownForm;
  }

  /** Looks at the file again when it has changed. Returns whether it had. */
  refresh(now: number): boolean {
    const signature = signatureOf(this.path);
    if (signature === this.#signature) return false;
    this.#look(now);
    return true;
  }

  /**
   * Puts a usable ticket in place, unless what stands there is better.
   *
   * @throws SharerError TKT-PUBLISH-..., when the folder cannot be written
   */
  offer(candidate: Ticket, now: number, fresh: readonly Credential[] = []): Outcome {
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        const outcome = this.#offer(candidate, now, fresh);
        if (outcome !== undefined) return outcome;
      }
      return { kind: "busy" };
    } catch (error) {
      throw publishError(this.path, error);
    }
  }

  /** Removes the copy, and what a process that was killed before its rename left of one. */
  withdraw(): void {
    unlinkQuietly(this.path);
    removeLeftovers(dirname(this.path), Number.NEGATIVE_INFINITY);
    this.refresh(0);
  }

  /**
   * Removes what stands there when it is another's than the pinned principal's, or has ended; `kept`: an ended one
   * stays. Returns whether there is none now.
   */
  removeEnded(now: number, { kept }: { readonly kept: boolean }): boolean {
    this.refresh(now);
    const ended =
      this.#ticket === undefined
        ? this.#fault?.code === "TKT-TICKET-EXPIRED"
        : usableUntil(this.#ticket) <= now;
    if (this.#fault?.code !== "TKT-PRINCIPAL" && (kept || !ended)) return false;
    const done = exclusively(dirname(this.path), () => {
      const same = signatureOf(this.path) === this.#signature;
      if (same) unlinkQuietly(this.path);
      return same;
    });
    this.refresh(now);
    return done?.value === true;
  }

  /** undefined: another sharer was faster, so what stands there has to be compared again. */
  #offer(candidate: Ticket, now: number, fresh: readonly Credential[]): Outcome | undefined {
    // Unchanged since it was read: only whether it has ended meanwhile has to be asked.
    if (this.#ticket === undefined || signatureOf(this.path) !== this.#signature) this.#look(now);
    const before = this.#ticket !== undefined && usableUntil(this.#ticket) > now ? this.#ticket : undefined;
    const refused = before === undefined ? undefined : refusalOf(candidate, before);
    if (refused !== undefined) return { kind: "refused", problem: refused };
    const kdcNow = now / 1000 + candidate.clockOffsetSeconds;
    const bytes = withServiceTickets(candidate, [...fresh, ...this.#kept(before)], kdcNow);
    if (before !== undefined && equalBytes(bytes, before.bytes) && this.hasForm) return { kind: "unchanged" };
    const staged = stage(this.path, bytes, { mode: 0o640, durable: true });
    try {
      // Held for the comparison and the rename alone, never while a slow disk writes.
      const done = exclusively(dirname(this.path), () => {
        const same = signatureOf(this.path) === this.#signature;
        if (same) staged.put();
        return same;
      });
      if (done === undefined) return { kind: "busy" };
      if (!done.value) return undefined;
    } finally {
      staged.drop();
    }
    syncFolder(dirname(this.path));
    this.#look(now);
    this.#ownForm = formOf(this.path)?.text;
    return { kind: "published", ticket: this.#ticket ?? candidate, before };
  }

  #kept(before: Ticket | undefined): Credential[] {
    const { spns } = this.#options;
    if (before === undefined || spns.length === 0) return [];
    return tickets(before.cache).filter((found) => isFor(found, spns) || isCrossRealm(found));
  }

  #look(now: number): void {
    this.#signature = signatureOf(this.path);
    try {
      const { bytes } = readBounded(this.path);
      this.#ticket = examine(bytes, { now, pinned: this.#options.pinned });
      this.#fault = undefined;
    } catch (error) {
      this.#ticket = undefined;
      this.#fault = faultOf(error, this.path);
    }
  }
}

/** undefined: it is gone, or not to be looked at. */
function formOf(path: string): { readonly text: string; readonly asWanted: boolean } | undefined {
  try {
    const { mode, gid } = statSync(path);
    const folder = statSync(dirname(path)).gid;
    return { text: [mode, gid, folder].join(), asWanted: (mode & 0o7777) === 0o640 && gid === folder };
  } catch {
    // Looking at the copy itself tells why.
    return undefined;
  }
}

function faultOf(error: unknown, path: string): Problem {
  // Whatever stands there, a good ticket replaces it; why it is of no use is for the status.
  const problem = error instanceof SharerError ? error.problem : publishError(path, error).problem;
  return problem.code === "TKT-SOURCE-MISSING"
    ? {
        code: "TKT-NOT-SHARED",
        what: `No ticket is shared yet: there is none at ${path}.`,
        next: ["kinit   # on the host"],
        exit: problem.exit,
      }
    : problem;
}
