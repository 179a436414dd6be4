import { statSync } from "node:fs";
import { join } from "node:path";
import { equalBytes } from "../../../krb5/src/index.ts";
import type { Clock } from "../clock.ts";
import { type Problem, problemOf } from "../errors.ts";
import { examine, type Ticket, usableUntil } from "../examine.ts";
import type { KdcWork } from "../kdc/kdc-work.ts";
import type { Log } from "../log/log.ts";
import { inWords } from "../log/words.ts";
import { Publication } from "../publish/publication.ts";
import type { Settings } from "../settings/settings.ts";
import type { Reading, Source } from "../source/source.ts";
import { staleMount } from "../source/watch.ts";
import { Alarms } from "../status/alarms.ts";
import { count, makeCounters } from "../status/counters.ts";
import { type Status, statusOf, writeStatus } from "../status/status.ts";
import { Collection } from "./collection.ts";
import { ProblemMemory } from "./problem-memory.ts";

export interface SharerOptions {
  readonly settings: Settings;
  /** undefined in keytab mode. */
  readonly source: Source | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** What needs a KDC: renewal, keytab, service tickets. */
  readonly kdc?: KdcWork | undefined;
  readonly watchMode?: () => Status["source"]["watch"];
}

/** Half of a write is over in a moment; so long, and again after so long, it is not mentioned. */
const retryMs = 15;
/** A file that was overwritten in place has to stay as it is for so long before it counts as whole. */
const settleMs = 25;
const statusEveryMs = 60_000;

/** Brings tickets from the source to the shared copy and keeps account of it. Driven by `check` and `tick`. */
export class Sharer {
  readonly publication: Publication;
  readonly counters = makeCounters();
  readonly #o: SharerOptions;
  readonly #collection: Collection | undefined;
  readonly #alarms = new Alarms();
  readonly #started: number;
  readonly #sourceProblem: ProblemMemory;
  readonly #publishProblem: ProblemMemory;
  #queue: Promise<void> = Promise.resolve();
  #bug: { readonly error: unknown } | undefined;
  #waiting = false;
  #cancelRetry: (() => void) | undefined;
  #signature: string | undefined;
  #previous: Reading | undefined;
  /** The last good ticket, to put back what somebody damages or a full disk refused. */
  #last: Ticket | undefined;
  #published: number | undefined;
  #everShared = false;
  #stopped = false;
  #lastFull = Number.NEGATIVE_INFINITY;
  #written = { at: Number.NEGATIVE_INFINITY, text: "" };
  #statusFailed = false;

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
    this.publication.refresh(clock.now());
    this.#everShared = this.publication.ticket !== undefined;
  }

  /** What keeps the source from being shared, once it has lasted. */
  get sourceProblem(): Problem | undefined {
    return this.#sourceProblem.told;
  }

  /** What keeps a ticket from being shared, told or not. */
  get problem(): Problem | undefined {
    return this.#publishProblem.any ?? this.#sourceProblem.any ?? this.#o.kdc?.problem;
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
    if (this.publication.refresh(now)) this.#refuseStaleCache();
    this.#raiseAlarm();
    this.account();
    if (source !== undefined) {
      const signature = source.signature();
      const full = now - this.#lastFull >= settings.pollSeconds * 1000 || now < this.#lastFull;
      if (full) this.#lastFull = now;
      if (signature === undefined) void this.check();
      else if (full || signature !== this.#signature) await this.check();
    }
    if (this.#last !== undefined && this.publication.ticket === undefined) this.#putBack(now);
    this.#sourceProblem.ripen();
    this.#o.kdc?.tick(this);
    this.account();
  }

  /** Offers a ticket that was got from the KDC, or found; false when it did not become the shared copy. */
  offer(ticket: Ticket, origin: string, fresh?: Parameters<Publication["offer"]>[2]): boolean {
    const { clock, log, settings } = this.#o;
    if (this.#stopped) return false;
    try {
      const outcome = this.publication.offer(ticket, clock.now(), fresh);
      switch (outcome.kind) {
        case "busy":
          this.#retry(retryMs);
          return false;
        case "refused":
          count(this.counters.copies, outcome.problem.code);
          // A renewed copy always outlives its source.
          if (!settings.renew) this.#sourceProblem.set(outcome.problem, "info");
          return false;
        case "unchanged":
          count(this.counters.copies, "unchanged");
          break;
        case "published": {
          count(this.counters.copies, "published");
          this.#published = clock.now();
          this.#everShared = true;
          const { before } = outcome;
          if (before !== undefined && !before.client.equals(ticket.client))
            log.write("warn", {
              event: "principal-changed",
              message: `The shared ticket was ${before.client}'s and is now ${ticket.client}'s.`,
              from: String(before.client),
              to: String(ticket.client),
              next: [`TICKET_PRINCIPAL=${before.client}   # shares only this principal's`],
            });
          const offset = ticket.clockOffsetSeconds;
          log.write("info", {
            event: "published",
            message: inWords(ticket, clock.now()),
            principal: String(ticket.client),
            origin,
            usableUntil: new Date(usableUntil(ticket)).toISOString(),
            clockOffsetSeconds: offset,
          });
          if (Math.abs(offset) > 60)
            log.write("warn", {
              event: "clock",
              message: `This machine's clock is ${Math.abs(offset)} s ${offset > 0 ? "behind" : "ahead of"} the KDC's.`,
              code: "TKT-CLOCK",
              next: ["sudo hwclock -s   # in WSL, after sleep", "timedatectl   # is the time synchronized?"],
            });
        }
      }
      this.#last = ticket;
      this.counters.lastSuccess = clock.now();
      this.#publishProblem.clear();
      return true;
    } catch (error) {
      this.#last = ticket;
      const problem = problemOf(error);
      count(this.counters.copies, problem.code);
      this.#publishProblem.set(problem, "error");
      this.account();
      return false;
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

  /** Writes the status files when they have something new to say, and once a minute. */
  account(): void {
    const { clock, log, settings } = this.#o;
    const status = this.status();
    const { updated, text: words, ...rest } = status;
    const text = JSON.stringify(rest) + (status.usable ? "" : words);
    const now = clock.now();
    if (text === this.#written.text && Math.abs(now - this.#written.at) < statusEveryMs) return;
    try {
      writeStatus(settings.cacheDir, status, this.counters, settings.metricsPort === undefined);
      this.#written = { at: now, text };
      this.#statusFailed = false;
    } catch (error) {
      // A full disk: the copy itself says so, too; here it is said once and tried again each second.
      if (!(error instanceof Error && "code" in error)) throw error;
      if (!this.#statusFailed)
        log.write("warn", {
          event: "status",
          message: `The status files cannot be written: ${error.message}`,
        });
      this.#statusFailed = true;
    }
  }

  /** Nothing is published from now on. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    if (this.#o.settings.onStop === "remove") {
      this.publication.withdraw();
      this.#collection?.withdraw();
    }
    this.account();
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
      this.#sourceProblem.clear();
      this.offer(ticket, reading.name);
    } catch (error) {
      const problem = problemOf(error);
      count(this.counters.copies, problem.code);
      this.#sourceProblem.set(problem, "warn");
      if (this.#sourceProblem.fresh) this.#retry(retryMs);
    }
    await this.#collection?.check();
    this.account();
  }

  #retry(milliseconds: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#o.clock.after(milliseconds, () => void this.check());
  }

  /** The copy is gone, damaged, or could not be written: the last good ticket takes its place. */
  #putBack(now: number): void {
    const last = this.#last;
    if (last !== undefined && usableUntil(last) > now && this.#publishProblem.mayTry())
      this.offer(last, "memory");
  }

  #refuseStaleCache(): void {
    const { cacheDir } = this.#o.settings;
    const status = statSync(cacheDir, { throwIfNoEntry: false });
    if (status?.nlink === 0) throw staleMount(cacheDir, "TKT-CACHE-STALE");
  }

  #raiseAlarm(): void {
    const { ticket } = this.publication;
    const due = ticket === undefined ? undefined : this.#alarms.due(ticket, this.#o.clock.now());
    if (due !== undefined) this.#o.log.problem(due.level, "ending", due.problem);
  }
}

/** The same file with bytes that do not merely follow those it had: somebody writes over it, perhaps still. */
function isOverwritten(now: Reading, before: Reading | undefined): boolean {
  if (before === undefined || now.inode === undefined || now.inode !== before.inode) return false;
  const begun = now.bytes.subarray(0, before.bytes.length);
  return now.bytes.length < before.bytes.length || !equalBytes(begun, before.bytes);
}
