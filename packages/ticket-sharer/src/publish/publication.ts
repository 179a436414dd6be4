import { statSync } from "node:fs";
import { dirname } from "node:path";
import {
  errnoOf,
  removeIfPresent,
  run,
  type Staged,
  shell,
  stage,
  syncFolder,
} from "@airflow-data-platform/cli-kit";
import { equalBytes, Krb5Error, type Principal, parseCcache } from "@airflow-data-platform/krb5";
import { type Problem, SharerError } from "../errors.ts";
import { readBounded } from "../source/bounded-read.ts";
import { signatureOf } from "../source/file-source.ts";
import { effectiveUid } from "../source/identity.ts";
import { type Ticket, usableTicket, usableUntil } from "../ticket.ts";
import { moveAway } from "./foreign.ts";
import { removeLeftovers } from "./leftovers.ts";
import { exclusively } from "./lock.ts";
import { publishError, refusalOf } from "./problems.ts";

export interface PublicationOptions {
  readonly path: string;
  readonly pinned?: Principal | undefined;
}

export type Outcome =
  | { readonly kind: "published"; readonly ticket: Ticket; readonly before: Ticket | undefined }
  | { readonly kind: "unchanged" }
  | { readonly kind: "refused"; readonly problem: Problem }
  /** Another sharer is at work on the same volume: try again in a moment. */
  | { readonly kind: "busy" };

/** The shared copy on the disk. The file decides, not what this process remembers: others may write it, too. */
export class Publication {
  readonly path: string;
  readonly #pinned: Principal | undefined;
  /** What its files belong to on this file system. */
  #owner = effectiveUid();
  #client: Principal | undefined;
  #ticket: Ticket | undefined;
  #fault: Problem | undefined;
  #signature = "";
  /** What the file system, or not being a member of the folder's group, made of the mode of a published file. */
  #ownForm: string | undefined;

  constructor({ path, pinned }: PublicationOptions) {
    this.path = path;
    this.#pinned = pinned;
  }

  /** What the file held when it was last looked at. Whether it has ended meanwhile is up to the caller's clock. */
  get ticket(): Ticket | undefined {
    return this.#ticket;
  }

  /** Whose ticket the copy holds or last held, also one that has ended. */
  get client(): Principal | undefined {
    return this.#client;
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

  /** Looks at the file again when it has changed. */
  refresh(now: number): void {
    if (signatureOf(this.path) !== this.#signature) this.#look(now);
  }

  /**
   * Puts a usable ticket in place, unless the shared one is better.
   *
   * @throws SharerError TKT-PUBLISH-..., when the folder cannot be written
   */
  offer(candidate: Ticket, now: number): Outcome {
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        const outcome = this.#offer(candidate, now);
        if (outcome !== undefined) return outcome;
      }
      return { kind: "busy" };
    } catch (error) {
      throw publishError(this.path, error);
    }
  }

  /** Removes the copy, and what a process that was killed before its rename left of one. */
  withdraw(): void {
    removeIfPresent(this.path);
    removeLeftovers(dirname(this.path), Number.NEGATIVE_INFINITY);
    this.refresh(0);
  }

  /** Removes the file that was last looked at. Returns false where it has changed since, or another sharer writes. */
  remove(now: number): boolean {
    const done = exclusively(dirname(this.path), () => {
      const same = signatureOf(this.path) === this.#signature;
      if (same) removeIfPresent(this.path);
      return same;
    });
    this.refresh(now);
    return done?.value === true;
  }

  /** undefined: another sharer was faster, so its copy has to be compared. */
  #offer(candidate: Ticket, now: number): Outcome | undefined {
    // An unchanged file need not be parsed again: only whether it has ended meanwhile is asked.
    if (this.#ticket === undefined || signatureOf(this.path) !== this.#signature) this.#look(now);
    const before = this.#ticket !== undefined && usableUntil(this.#ticket) > now ? this.#ticket : undefined;
    const refused = before === undefined ? undefined : refusalOf(candidate, before);
    if (refused !== undefined) return { kind: "refused", problem: refused };
    const { bytes } = candidate;
    if (before !== undefined && equalBytes(bytes, before.bytes) && this.hasForm) return { kind: "unchanged" };
    const staged = stage(this.path, bytes, { mode: 0o640, durable: true, groupOfFolder: true });
    this.#owner = effectiveUid() === undefined ? undefined : staged.uid;
    try {
      // Held for the comparison and the rename alone, never while a slow disk writes.
      const done = exclusively(dirname(this.path), () => {
        const same = signatureOf(this.path) === this.#signature;
        if (same) this.#put(staged);
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

  #put(staged: Staged): void {
    try {
      staged.put();
    } catch (error) {
      if (errnoOf(error) !== "EISDIR") throw error;
      moveAway(this.path);
      staged.put();
    }
  }

  #look(now: number): void {
    this.#signature = signatureOf(this.path);
    try {
      const { bytes } = readBounded(this.path, this.#owner);
      this.#client = clientOf(bytes) ?? this.#client;
      this.#ticket = usableTicket(bytes, { now, pinned: this.#pinned });
      this.#fault = undefined;
    } catch (error) {
      this.#ticket = undefined;
      this.#fault = faultOf(error, this.path);
    }
  }
}

/** undefined: it is gone, or may not be looked at. */
function formOf(path: string): { readonly text: string; readonly asWanted: boolean } | undefined {
  try {
    const { mode, gid } = statSync(path);
    const folder = statSync(dirname(path)).gid;
    return { text: [mode, gid, folder].join(), asWanted: (mode & 0o7777) === 0o640 && gid === folder };
  } catch {
    // Reading the copy reports why.
    return undefined;
  }
}

function clientOf(bytes: Uint8Array): Principal | undefined {
  try {
    return parseCcache(bytes).principal;
  } catch (error) {
    if (error instanceof Krb5Error) return undefined;
    throw error;
  }
}

function faultOf(error: unknown, path: string): Problem {
  // Any good ticket replaces an unusable copy; the reason is for the status.
  const problem = error instanceof SharerError ? error.problem : publishError(path, error).problem;
  if (problem.code === "TKT-SOURCE-OWNER")
    return {
      ...problem,
      code: "TKT-COPY-OWNER",
      why: "Another container that mounts the volume for writing put it there: consumers mount it :ro,nocopy.",
      next: [
        run(shell`docker ps --filter volume=platform_kerberos_cache`, "lists the containers that mount it"),
      ],
    };
  return problem.code === "TKT-SOURCE-MISSING"
    ? {
        code: "TKT-NOT-SHARED",
        what: `No ticket is shared yet: there is none at ${path}.`,
        next: [run(shell`kinit`, "on the host")],
        exit: problem.exit,
      }
    : problem;
}
