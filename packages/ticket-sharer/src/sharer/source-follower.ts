import { Exit } from "@airflow-data-platform/cli-kit";
import type { Clock } from "../clock.ts";
import { type Problem, problemOf } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";
import { isOverwritten } from "../source/overwritten.ts";
import type { Reading, Source } from "../source/source.ts";
import { type Counters, count } from "../status/counters.ts";
import { type Ticket, usableTicket } from "../ticket.ts";
import type { Offered } from "./copy-keeper.ts";
import { ProblemMemory } from "./problem-memory.ts";

/** Half of a write is over in a moment; a problem this young is not reported, and the source is read again. */
const retryMs = 15;
/** A file that was overwritten in place counts as whole once it has not changed for this long. */
const settleMs = 25;

export interface SourceFollowerOptions {
  readonly source: Source;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly offer: (ticket: Ticket, origin: string) => Offered;
  /** Called after each reading. */
  readonly looked: () => void;
  /** Why nothing new will be seen: the mount shows a folder that was removed. */
  readonly stale?: (() => Problem | undefined) | undefined;
}

/** Reads the source when it may have changed, and offers what is in it. */
export class SourceFollower {
  readonly problem: ProblemMemory;
  readonly #o: SourceFollowerOptions;
  #queue: Promise<void> = Promise.resolve();
  #waiting = false;
  #stopped = false;
  #bug: { readonly error: unknown } | undefined;
  #cancelRetry: (() => void) | undefined;
  #signature: string | undefined;
  #previous: Reading | undefined;
  #lastFull = Number.NEGATIVE_INFINITY;

  constructor(options: SourceFollowerOptions) {
    this.#o = options;
    this.problem = new ProblemMemory(options.log, "source", () => options.clock.now());
  }

  /** Whether the source was read at least once. */
  get hasLooked(): boolean {
    return this.#lastFull > Number.NEGATIVE_INFINITY;
  }

  /** Reads the source now. Calls that come while one is waiting are one call. A bug is thrown by the next tick. */
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

  /** Once a second: reads the source where its signature changed, a full reading is due, or a problem may be over. */
  async tick(): Promise<void> {
    if (this.#bug !== undefined) throw this.#bug.error;
    const { source, clock, settings } = this.#o;
    const now = clock.now();
    const signature = source.signature();
    const due = now - this.#lastFull >= settings.pollSeconds * 1000 || now < this.#lastFull;
    // A problem may pass without a change of the file: a start time that comes, a clock that is corrected.
    const full = due || (this.problem.any !== undefined && this.problem.mayTry());
    if (full) this.#lastFull = now;
    if (signature === undefined) void this.check();
    else if (full || signature !== this.#signature) await this.check();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
  }

  async #check(): Promise<void> {
    const { source, counters, stale } = this.#o;
    this.#signature = source.signature();
    try {
      const reading = await source.read();
      const unsettled = isOverwritten(reading, this.#previous);
      this.#previous = reading;
      if (unsettled) return this.#retry(settleMs);
      this.#offer(reading);
    } catch (error) {
      // Nothing is found in a removed folder, and no kinit would help.
      const problem = stale?.() ?? problemOf(error);
      count(counters.copies, problem.code);
      this.problem.set(problem, "warn");
      if (this.problem.fresh) this.#retry(retryMs);
    }
    this.#o.looked();
  }

  #offer({ bytes, name }: Reading): void {
    const { clock, settings, offer } = this.#o;
    const { principal: pinned, minimumSeconds, renew } = settings;
    const offered = offer(usableTicket(bytes, { now: clock.now(), pinned, minimumSeconds }), name);
    if (offered.kind === "busy") this.#retry(retryMs);
    const refused = offered.kind === "refused" ? offered.problem : undefined;
    // A copy that is renewed here always outlives its source.
    if (refused === undefined || (refused.code === "TKT-EARLIER" && renew)) this.problem.clear();
    else this.problem.set(refused, refused.exit === Exit.ok ? "info" : "warn");
  }

  #retry(milliseconds: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#o.clock.after(milliseconds, () => void this.check());
  }
}
