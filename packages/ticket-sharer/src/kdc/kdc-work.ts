import { run, shell } from "@airflow-data-platform/cli-kit";
import type { Principal } from "@airflow-data-platform/krb5";
import type { Clock } from "../clock.ts";
import { type Problem, problemOf, SharerError } from "../errors.ts";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";
import type { CopyKeeper } from "../sharer/copy-keeper.ts";
import { ProblemMemory } from "../sharer/problem-memory.ts";
import { signatureOf } from "../source/file-source.ts";
import { type Counters, count } from "../status/counters.ts";
import { type Ticket, usableTicket } from "../ticket.ts";
import { isHalfOver, isRenewalDue } from "./due.ts";
import { PrivateCopy } from "./private-copy.ts";
import { type Asked, kdcProblem } from "./problems.ts";
import type { RunProgram } from "./program.ts";

export interface KdcWorkOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly run: RunProgram;
}

/** The sharer, as far as this work needs it. */
export interface TicketReceiver {
  readonly copy: CopyKeeper;
  readonly counters: Counters;
  writeStatus(): void;
}

/** Gets tickets from a KDC: renewals, or with a keytab. One at a time. */
export class KdcWork {
  readonly #o: KdcWorkOptions;
  readonly #problem: ProblemMemory;
  readonly #abort = new AbortController();
  #copy: PrivateCopy | undefined;
  #working: Promise<void> | undefined;
  #bug: { readonly error: unknown } | undefined;
  /** The keytab that the KDC refused. Each try would be a failed login, and some of those lock the account. */
  #refusedKeytab: string | undefined;

  constructor(options: KdcWorkOptions) {
    this.#o = options;
    const { clock, log, settings } = options;
    const event = settings.keytab === undefined ? "renewal" : "keytab";
    this.#problem = new ProblemMemory(log, event, () => clock.now());
  }

  /** Why no ticket could be got or renewed, reported or not. */
  get problem(): Problem | undefined {
    return this.#problem.any;
  }

  get reported(): Problem | undefined {
    return this.#problem.reported;
  }

  /** Starts what is due, and does not wait for it. */
  tick(sharer: TicketReceiver): void {
    if (this.#bug !== undefined) throw this.#bug.error;
    if (this.#working !== undefined || this.#abort.signal.aborted) return;
    const job = this.#next(sharer);
    if (job === undefined) return;
    this.#working = job()
      .catch((error: unknown) => {
        if (error instanceof SharerError) this.#problem.set(error.problem, "warn");
        else this.#bug = { error };
      })
      .finally(() => {
        this.#working = undefined;
        this.#drop();
        sharer.writeStatus();
      });
  }

  /** Resolves when the work in hand is done. */
  async idle(): Promise<void> {
    await this.#working;
    if (this.#bug !== undefined) throw this.#bug.error;
  }

  /** Ends the program that runs, and removes its cache. */
  stop(): void {
    this.#abort.abort();
    this.#drop();
  }

  #next(sharer: TicketReceiver): (() => Promise<void>) | undefined {
    const { settings, clock } = this.#o;
    const { keytab, renew } = settings;
    const now = clock.now();
    const { ticket } = sharer.copy.publication;
    const shared = sharer.copy.usable ? ticket : undefined;
    if (!this.#problem.mayTry()) return undefined;
    if (keytab !== undefined) {
      const due = shared === undefined || isHalfOver(shared, now);
      const refused = signatureOf(keytab) === this.#refusedKeytab;
      return due && !refused ? () => this.#fromKeytab(sharer, keytab) : undefined;
    }
    if (!renew || shared === undefined || !isRenewalDue(shared, now)) return undefined;
    return () => this.#renew(sharer, shared);
  }

  async #renew(sharer: TicketReceiver, ticket: Ticket): Promise<void> {
    const copy = this.#take(ticket.bytes);
    const asked: Asked = {
      program: "kinit",
      failed: `The ticket of ${ticket.client} cannot be renewed`,
      next: [run(shell`kinit -r 7d ${String(ticket.client)}`, "on the host: a new ticket")],
    };
    if (await this.#ask(["kinit", "-R", "-c", copy.name], asked, copy))
      this.#share(sharer, copy, ticket.client, "renewal");
    else count(sharer.counters.renewals, "failed");
  }

  async #fromKeytab(sharer: TicketReceiver, keytab: string): Promise<void> {
    const principal = this.#o.settings.principal as Principal;
    const copy = this.#take();
    const asked: Asked = {
      program: "kinit",
      failed: `The keytab ${keytab} gives no ticket for ${principal}`,
      next: [
        run(shell`kinit -k -t ${keytab} ${String(principal)}`, "reports the same, by hand"),
        run(shell`klist -k ${keytab}`),
      ],
      isLogin: true,
    };
    const argv = ["kinit", "-k", "-t", keytab, "-c", copy.name, String(principal)] as const;
    const signature = signatureOf(keytab);
    if (await this.#ask(argv, asked, copy)) this.#share(sharer, copy, undefined, "keytab");
    else count(sharer.counters.renewals, "failed");
    this.#refusedKeytab = this.problem?.code === "TKT-KEYTAB-REFUSED" ? signature : undefined;
  }

  /** `client`: whose ticket must still be the shared one, since another's may have come meanwhile. */
  #share(sharer: TicketReceiver, copy: PrivateCopy, client: Principal | undefined, origin: string): void {
    const { settings, clock } = this.#o;
    const shared = sharer.copy.publication.ticket;
    if (client !== undefined && shared?.client.equals(client) !== true) return;
    try {
      const ticket = usableTicket(copy.read(), { now: clock.now(), pinned: settings.principal });
      count(sharer.counters.renewals, "renewed");
      this.#problem.clear();
      // The KDC gave nothing longer than what is shared: not again before its turn comes.
      if (sharer.copy.offer(ticket, origin).kind !== "shared") this.#problem.wait();
    } catch (error) {
      count(sharer.counters.renewals, "failed");
      this.#problem.set(problemOf(error), "warn");
    }
  }

  async #ask(argv: readonly [string, ...string[]], asked: Asked, copy: PrivateCopy): Promise<boolean> {
    const finished = await this.#o.run(argv, { cache: copy.name, signal: this.#abort.signal });
    if (this.#abort.signal.aborted) return false;
    if (finished.code === 0) return true;
    this.#problem.set(kdcProblem(asked, finished), "warn");
    return false;
  }

  #take(bytes?: Uint8Array): PrivateCopy {
    this.#copy = new PrivateCopy(bytes);
    return this.#copy;
  }

  #drop(): void {
    this.#copy?.remove();
    this.#copy = undefined;
  }
}
