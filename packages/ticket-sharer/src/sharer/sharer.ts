import type { Clock } from "../clock.ts";
import type { Problem } from "../errors.ts";
import type { KdcWork } from "../kdc/kdc-work.ts";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";
import type { Source } from "../source/source.ts";
import { makeCounters } from "../status/counters.ts";
import { type Status, statusOf } from "../status/status.ts";
import { StatusWriter } from "../status/status-writer.ts";
import { CopyKeeper } from "./copy-keeper.ts";
import { SourceFollower } from "./source-follower.ts";

export interface SharerOptions {
  readonly settings: Settings;
  /** undefined in keytab mode. */
  readonly source: Source | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** What needs a KDC: renewal, keytab. */
  readonly kdc?: KdcWork | undefined;
  /** Why nothing new will be seen: the source's mount shows a folder that was removed. */
  readonly stale?: () => Problem | undefined;
}

/** Brings tickets from the source or the KDC to the shared copy, and reports on it. Driven by `check` and `tick`. */
export class Sharer {
  readonly counters = makeCounters();
  readonly copy: CopyKeeper;
  readonly #o: SharerOptions;
  readonly #source: SourceFollower | undefined;
  readonly #statusWriter: StatusWriter;
  readonly #started: number;

  constructor(options: SharerOptions) {
    this.#o = options;
    const { settings, clock, log, source, stale } = options;
    const { counters } = this;
    this.#started = clock.now();
    this.copy = new CopyKeeper({ settings, clock, log, counters });
    const offer: CopyKeeper["offer"] = (ticket, origin) => this.copy.offer(ticket, origin);
    const looked = () => this.writeStatus(true);
    if (source !== undefined)
      this.#source = new SourceFollower({ source, settings, clock, log, counters, offer, looked, stale });
    this.#statusWriter = new StatusWriter({ folder: settings.cacheDir, log, counters });
  }

  /** What keeps a ticket from being shared, reported or not. */
  get problem(): Problem | undefined {
    return (
      this.copy.problem.any ?? (this.#source === undefined ? this.#o.kdc?.problem : this.#source.problem.any)
    );
  }

  /** What keeps the copy from being kept up. */
  get blocker(): Problem | undefined {
    const { kdc, settings } = this.#o;
    // Renewals alone keep the copy up after the source's own ticket has ended.
    const isRenewed = settings.renew && this.copy.publication.ticket?.facts.renewTill !== undefined;
    return (
      this.copy.problem.reported ?? kdc?.problem ?? (isRenewed ? undefined : this.#source?.problem.severe)
    );
  }

  /** Reads the source now. */
  async check(): Promise<void> {
    await this.#source?.check();
  }

  /** Once a second: everything that time alone brings about. */
  async tick(): Promise<void> {
    this.copy.look();
    // The first status holds what the first look found.
    if (this.#source?.hasLooked !== false) this.writeStatus();
    await this.#source?.tick();
    this.copy.repair();
    this.#source?.problem.flush();
    this.#o.kdc?.tick(this);
    if (this.copy.usable && this.blocker === undefined) this.counters.lastSuccess = this.#o.clock.now();
    this.writeStatus();
  }

  status(): Status {
    const { clock, source, settings, kdc } = this.#o;
    const { publication, everShared, published, stopped, problem } = this.copy;
    return statusOf({
      now: clock.now(),
      started: this.#started,
      stopped,
      ticket: publication.ticket,
      fault: publication.fault,
      everShared,
      cache: publication.path,
      published,
      source: {
        name: source?.description ?? `keytab ${settings.keytab}`,
        problem: this.#source?.problem.reported,
      },
      problem: problem.reported ?? kdc?.reported,
    });
  }

  /** Brings the status files up to date. `soon`: not at once, where they were written just now. */
  writeStatus(soon = false): void {
    this.#statusWriter.write({ key: this.#statusKey(), now: this.#o.clock.now(), soon }, () => this.status());
  }

  /** Nothing is published from now on. `withdraw`: and the copy is removed. */
  stop(options: { readonly withdraw: boolean }): void {
    this.#source?.stop();
    this.copy.stop(options);
    this.writeStatus();
  }

  /** Differs when the status does; the status itself takes longer to make. */
  #statusKey(): string {
    const { publication, usable, stopped, published, problem } = this.copy;
    const reported = [this.#source?.problem.reported, problem.reported, this.#o.kdc?.reported];
    const problems = [publication.fault, ...reported].map((one) => one?.what);
    return [usable, stopped, publication.signature, published, ...problems].join("\n");
  }
}
