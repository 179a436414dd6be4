import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { type Problem, problemOf } from "../errors.ts";
import type { Log } from "../log/log.ts";
import { leftoverMs } from "../publish/leftovers.ts";
import { refuseStaleCache, tidyCache } from "../publish/prepare.ts";
import { changeRefused, publishError, refusalOf } from "../publish/problems.ts";
import { Publication } from "../publish/publication.ts";
import type { Settings } from "../settings/settings.ts";
import { Alarms } from "../status/alarms.ts";
import { type Counters, count } from "../status/counters.ts";
import { type Ticket, usableUntil } from "../ticket.ts";
import { announce } from "./announce.ts";
import { ProblemMemory } from "./problem-memory.ts";

/** What became of a ticket that was offered. */
export type Offered =
  | { readonly kind: "shared" }
  | { readonly kind: "refused"; readonly problem: Problem }
  /** Another sharer is writing to the volume: offer it again in a moment. */
  | { readonly kind: "busy" }
  /** The folder cannot be written, or nothing is shared any more. */
  | { readonly kind: "failed" };

/** Faults of a copy that this sharer never shared. */
const notOwn = new Set(["TKT-NOT-SHARED", "TKT-PRINCIPAL", "TKT-COPY-OWNER"]);

export interface CopyKeeperOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/** Publishes what is better than the shared copy, and puts back what somebody removes or damages. */
export class CopyKeeper {
  readonly publication: Publication;
  readonly problem: ProblemMemory;
  readonly #o: CopyKeeperOptions;
  readonly #alarms = new Alarms();
  readonly #cancelTidying: () => void;
  /** The last good ticket, to put back. */
  #last: Ticket | undefined;
  #published: number | undefined;
  #everShared: boolean;
  #stopped = false;

  constructor(options: CopyKeeperOptions) {
    this.#o = options;
    const { settings, clock, log } = options;
    const { cacheDir, principal: pinned } = settings;
    this.publication = new Publication({ path: join(cacheDir, "krb5cc"), pinned });
    this.problem = new ProblemMemory(log, "publish", () => clock.now());
    this.publication.refresh(clock.now());
    // What an earlier process shared may have ended or be damaged by now.
    const { fault } = this.publication;
    this.#everShared = fault === undefined || !notOwn.has(fault.code);
    // Leftovers of a killed process that are too young to be removed at the start.
    this.#cancelTidying = clock.after(leftoverMs, () => this.#inFolder(() => tidyCache(cacheDir)));
  }

  /** Whether the copy would let a login in now. */
  get usable(): boolean {
    const { ticket } = this.publication;
    return ticket !== undefined && usableUntil(ticket) > this.#o.clock.now();
  }

  get everShared(): boolean {
    return this.#everShared;
  }

  /** When this process last wrote the copy, in milliseconds. */
  get published(): number | undefined {
    return this.#published;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Offers a ticket that was read, or got from the KDC. */
  offer(ticket: Ticket, origin: string): Offered {
    const { clock, counters } = this.#o;
    if (this.#stopped) return { kind: "failed" };
    const changed = changeRefused(ticket, this.publication.client, this.#o.settings);
    if (changed !== undefined) {
      count(counters.copies, changed.code);
      return { kind: "refused", problem: changed };
    }
    try {
      const outcome = this.publication.offer(ticket, clock.now());
      count(counters.copies, outcome.kind === "refused" ? outcome.problem.code : outcome.kind);
      if (outcome.kind === "refused") return outcome;
      this.#last = ticket;
      if (outcome.kind === "busy") return outcome;
      if (outcome.kind === "published") this.#announce(ticket, outcome.before, origin);
      counters.lastSuccess = clock.now();
      this.problem.clear();
      return { kind: "shared" };
    } catch (error) {
      this.#last = ticket;
      const problem = problemOf(error);
      count(counters.copies, problem.code);
      this.problem.set(problem, "error");
      return { kind: "failed" };
    }
  }

  /** Looks at the copy; once a second. */
  look(): void {
    const { clock, log, settings } = this.#o;
    this.publication.refresh(clock.now());
    const { ticket } = this.publication;
    if (ticket === undefined) refuseStaleCache(settings.cacheDir);
    const due = ticket === undefined ? undefined : this.#alarms.due(ticket, clock.now());
    if (due !== undefined) log.problem(due.level, "ending", due.problem);
  }

  /** Puts the copy in order; once a second, after the source was looked at. */
  repair(): void {
    this.#putBack();
    this.#removeNotOwn();
  }

  /** Nothing is published from now on. `withdraw`: and the copy is removed. */
  stop({ withdraw }: { readonly withdraw: boolean }): void {
    this.#stopped = true;
    this.#cancelTidying();
    if (withdraw) this.#inFolder(() => this.publication.withdraw());
  }

  #announce(ticket: Ticket, before: Ticket | undefined, origin: string): void {
    const { clock, log, settings } = this.#o;
    this.#published = clock.now();
    this.#everShared = true;
    announce(log, { ticket, before, origin, now: clock.now(), renew: settings.renew });
  }

  /** The last good ticket replaces a copy that is gone, damaged, worse, closed, or could not be written. */
  #putBack(): void {
    const { ticket, hasForm } = this.publication;
    const last = this.#last;
    // Worse: from a sharer that was paused between its comparison and its rename, or from somebody's cp.
    const isWorse = last !== undefined && (ticket === undefined || refusalOf(ticket, last) !== undefined);
    const due = isWorse || this.problem.any !== undefined ? last : hasForm ? undefined : ticket;
    if (due !== undefined && usableUntil(due) > this.#o.clock.now() && this.problem.mayTry())
      this.offer(due, "memory");
  }

  /** Removes a copy of another principal than the pinned one, and one that another user wrote. */
  #removeNotOwn(): void {
    const { fault } = this.publication;
    if (fault?.code !== "TKT-PRINCIPAL" && fault?.code !== "TKT-COPY-OWNER") return;
    this.#inFolder(() => {
      if (this.publication.remove(this.#o.clock.now())) this.#o.log.problem("warn", "removed", fault);
    });
  }

  #inFolder(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.problem.set(publishError(this.publication.path, error).problem, "error");
    }
  }
}
