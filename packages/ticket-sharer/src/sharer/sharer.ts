import { join } from "node:path";
import { type Problem, problemOf } from "../errors.ts";
import { examine, type Ticket, usableUntil } from "../examine.ts";
import { refuseStaleCache, tidyCache } from "../publish/prepare.ts";
import { publishError, refusalOf } from "../publish/problems.ts";
import { Publication } from "../publish/publication.ts";
import { leftoverMs } from "../publish/write-whole.ts";
import { isOverwritten } from "../source/overwritten.ts";
import type { Reading } from "../source/source.ts";
import { Account } from "../status/account.ts";
import { Alarms } from "../status/alarms.ts";
import { count, makeCounters } from "../status/counters.ts";
import { type Status, statusOf } from "../status/status.ts";
import { announce } from "./announce.ts";
import { Collection, withdrawCollection } from "./collection.ts";
import type { Offered } from "./offered.ts";
import { ProblemMemory } from "./problem-memory.ts";
import type { SharerOptions } from "./sharer-options.ts";

/** Half of a write is over in a moment; so long, and again after so long, it is not mentioned. */
const retryMs = 15;
/** A file that was overwritten in place has to stay as it is for so long before it counts as whole. */
const settleMs = 25;

/** Brings tickets from the source to the shared copy and keeps account of it. Driven by `check` and `tick`. */
export class Sharer {
  readonly publication: Publication;
  readonly counters = makeCounters();
  readonly #o: SharerOptions;
  readonly #collection: Collection | undefined;
  readonly #alarms = new Alarms();
  readonly #account: Account;
  readonly #started: number;
  readonly #sourceProblem: ProblemMemory;
  readonly #publishProblem: ProblemMemory;
  #queue: Promise<void> = Promise.resolve();
  #bug: { readonly error: unknown } | undefined;
  #waiting = false;
  #cancelRetry: (() => void) | undefined;
  readonly #cancelTidying: () => void;
  #signature: string | undefined;
  #previous: Reading | undefined;
  /** The last good ticket, to put back what somebody damages or a full disk refused. */
  #last: Ticket | undefined;
  #published: number | undefined;
  #everShared = false;
  #stopped = false;
  #lastFull = Number.NEGATIVE_INFINITY;

  constructor(options: SharerOptions) {
    this.#o = options;
    const { settings, clock, log } = options;
    this.#started = clock.now();
    this.publication = new Publication({
      path: join(settings.cacheDir, "krb5cc"),
      pinned: settings.principal,
      spns: settings.spns,
    });
    this.#sourceProblem = new ProblemMemory(log, "source", () => clock.now());
    this.#publishProblem = new ProblemMemory(log, "publish", () => clock.now());
    this.#collection =
      settings.collection && options.source !== undefined ? new Collection(options) : undefined;
    this.#account = new Account({
      folder: settings.cacheDir,
      textfile: settings.metricsPort === undefined,
      log,
      counters: this.counters,
    });
    this.publication.refresh(clock.now());
    // What an earlier process shared may have ended or be damaged by now. Another's than the pinned one is not its own.
    const { fault } = this.publication;
    this.#everShared = fault?.code !== "TKT-NOT-SHARED" && fault?.code !== "TKT-PRINCIPAL";
    // What was too young to be removed at the start: an earlier process was killed and this one started at once.
    this.#cancelTidying = clock.after(leftoverMs, () => this.#withFolder(() => tidyCache(settings.cacheDir)));
  }

  /** What keeps a ticket from being shared, told or not. */
  get problem(): Problem | undefined {
    const { kdc, source } = this.#o;
    return this.#publishProblem.any ?? (source === undefined ? kdc?.ticketProblem : this.#sourceProblem.any);
  }

  /** What keeps the copy from being kept up, told. Service tickets are not the copy. */
  get hindrance(): Problem | undefined {
    const { kdc, settings } = this.#o;
    // Renewals alone keep it up, though the source's own ticket has ended.
    const isRenewed = settings.renew && this.publication.ticket?.facts.renewTill !== undefined;
    return (
      this.#publishProblem.told ?? kdc?.ticketProblem ?? (isRenewed ? undefined : this.#sourceProblem.grave)
    );
  }

  /** Whether the copy would let a login in now. */
  get usable(): boolean {
    const { ticket } = this.publication;
    return ticket !== undefined && usableUntil(ticket) > this.#o.clock.now();
  }

  /** Reads the source and publishes what is better. Calls while one waits are one call. A bug shows at the next tick. */
  check(): Promise<void> {
    if (this.#waiting) return this.#queue;
    this.#waiting = true;
    this.#queue = this.#queue.then(async () => {
      this.#waiting = false;
      try {
        if (!this.#stopped) await this.#check();
      } catch (error) {
        this.#bug = { error };
      }
    });
    return this.#queue;
  }

  /** Once a second: everything that time alone brings about. */
  async tick(): Promise<void> {
    const { settings, source, clock } = this.#o;
    const now = clock.now();
    if (this.#bug !== undefined) throw this.#bug.error;
    this.publication.refresh(now);
    if (this.publication.ticket === undefined) refuseStaleCache(settings.cacheDir);
    this.#raiseAlarm();
    // The first status tells what the first look found.
    if (source === undefined || this.#lastFull > Number.NEGATIVE_INFINITY) this.account();
    if (source !== undefined) {
      const signature = source.signature();
      const due = now - this.#lastFull >= settings.pollSeconds * 1000 || now < this.#lastFull;
      // What is wrong may pass without a change of the file: a start time that comes, a clock that is set right.
      const full = due || (this.#sourceProblem.any !== undefined && this.#sourceProblem.mayTry());
      if (full) this.#lastFull = now;
      if (signature === undefined) void this.check();
      else if (full || signature !== this.#signature || this.#collection?.isDamaged(now)) await this.check();
    }
    this.#putBack(now);
    this.#removeOthers(now);
    this.#sourceProblem.ripen();
    this.#o.kdc?.tick(this);
    if (this.usable && this.hindrance === undefined) this.counters.lastSuccess = now;
    this.account();
  }

  /** Offers a ticket that was read, or got from the KDC. */
  offer(ticket: Ticket, origin: string, fresh?: Parameters<Publication["offer"]>[2]): Offered {
    const { clock, log, settings } = this.#o;
    if (this.#stopped) return { kind: "failed" };
    try {
      const outcome = this.publication.offer(ticket, clock.now(), fresh);
      count(this.counters.copies, outcome.kind === "refused" ? outcome.problem.code : outcome.kind);
      if (outcome.kind === "refused") return outcome;
      this.#last = ticket;
      if (outcome.kind === "busy") {
        // Of the source; where there is none, or another one by then, the next tick puts the last ticket in place.
        this.#retry(retryMs);
        return outcome;
      }
      if (outcome.kind === "published") {
        this.#published = clock.now();
        this.#everShared = true;
        const { renew } = settings;
        announce(log, { ticket, before: outcome.before, origin, now: clock.now(), renew });
      }
      this.counters.lastSuccess = clock.now();
      this.#publishProblem.clear();
      return { kind: "shared" };
    } catch (error) {
      this.#last = ticket;
      const problem = problemOf(error);
      count(this.counters.copies, problem.code);
      this.#publishProblem.set(problem, "error");
      this.account(true);
      return { kind: "failed" };
    }
  }

  status(): Status {
    const { clock, source, settings, watchMode } = this.#o;
    return statusOf({
      now: clock.now(),
      started: this.#started,
      stopped: this.#stopped,
      ticket: this.publication.ticket,
      fault: this.publication.fault,
      everShared: this.#everShared,
      cache: this.publication.path,
      published: this.#published,
      source: {
        name: source?.description ?? `keytab ${settings.keytab}`,
        watch: watchMode?.() ?? "none",
        problem: this.#sourceProblem.told,
      },
      problem: this.#publishProblem.told ?? this.#o.kdc?.problem,
    });
  }

  /** Keeps the status files up to date. */
  account(soon = false): void {
    this.#account.keep(this.#inShort(), this.#o.clock.now(), () => this.status(), soon);
  }

  #inShort(): string {
    const { watchMode, kdc } = this.#o;
    const problems = [
      this.publication.fault,
      this.#sourceProblem.told,
      this.#publishProblem.told,
      kdc?.problem,
    ];
    return [
      this.usable,
      this.#stopped,
      this.publication.signature,
      this.#published,
      watchMode?.(),
      ...problems.map((problem) => problem?.what),
    ].join("\n");
  }

  /** Nothing is published from now on. `withdraw`: and the copy is removed. */
  stop({ withdraw }: { readonly withdraw: boolean }): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#cancelTidying();
    if (withdraw)
      this.#withFolder(() => {
        this.publication.withdraw();
        withdrawCollection(this.#o.settings.cacheDir);
      });
    this.account();
  }

  #withFolder(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#publishProblem.set(publishError(this.publication.path, error).problem, "error");
    }
  }

  async #check(): Promise<void> {
    const { source, clock, settings } = this.#o;
    if (source === undefined) return;
    this.#signature = source.signature();
    try {
      const reading = await source.read();
      const unsettled = isOverwritten(reading, this.#previous);
      this.#previous = reading;
      if (unsettled) return this.#retry(settleMs);
      const ticket = examine(reading.bytes, {
        now: clock.now(),
        pinned: settings.principal,
        minimumSeconds: settings.minimumSeconds,
      });
      const offered = this.offer(ticket, reading.name);
      // A copy that is renewed here always outlives its source.
      if (offered.kind === "refused" && !settings.renew) this.#sourceProblem.set(offered.problem, "info");
      else this.#sourceProblem.clear();
    } catch (error) {
      // In a removed folder nothing is found, and no kinit would help.
      const problem = this.#o.stale?.() ?? problemOf(error);
      count(this.counters.copies, problem.code);
      this.#sourceProblem.set(problem, "warn");
      if (this.#sourceProblem.fresh) this.#retry(retryMs);
    }
    await this.#collection?.check();
    this.account(true);
  }

  #retry(milliseconds: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#o.clock.after(milliseconds, () => void this.check());
  }

  /** The last good ticket takes the place of a copy that is gone, damaged, worse, closed, or could not be written. */
  #putBack(now: number): void {
    const { ticket, hasForm } = this.publication;
    const last = this.#last;
    // Worse: from a sharer that was paused between its comparison and its rename, or from somebody's cp.
    const isWorse = last !== undefined && (ticket === undefined || refusalOf(ticket, last) !== undefined);
    const due = isWorse || this.#publishProblem.any !== undefined ? last : hasForm ? undefined : ticket;
    if (due !== undefined && usableUntil(due) > now && this.#publishProblem.mayTry())
      this.offer(due, "memory");
  }

  /** A copy of another principal than the pinned one: shared before it was pinned. */
  #removeOthers(now: number): void {
    const { fault } = this.publication;
    if (fault?.code !== "TKT-PRINCIPAL") return;
    this.#withFolder(() => {
      if (this.publication.removeEnded(now, { kept: true })) this.#o.log.problem("warn", "removed", fault);
    });
  }

  #raiseAlarm(): void {
    const { ticket } = this.publication;
    const due = ticket === undefined ? undefined : this.#alarms.due(ticket, this.#o.clock.now());
    if (due !== undefined) this.#o.log.problem(due.level, "ending", due.problem);
  }
}
