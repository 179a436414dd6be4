import {
  type Credential,
  type Principal,
  parseCcache,
  serializeCcache,
  tickets,
} from "../../../krb5/src/index.ts";
import type { Clock } from "../clock.ts";
import { type Problem, problemOf, SharerError } from "../errors.ts";
import { examine, type Ticket } from "../examine.ts";
import type { Log } from "../log/log.ts";
import { shellWord } from "../log/shell-word.ts";
import { isCrossRealm, isFor } from "../publish/service-tickets.ts";
import type { Settings } from "../settings/settings.ts";
import { ProblemMemory } from "../sharer/problem-memory.ts";
import type { Sharer } from "../sharer/sharer.ts";
import { signatureOf } from "../source/file-source.ts";
import { count } from "../status/counters.ts";
import { askingCache, dueServices, isHalfOver, isRenewalDue } from "./due.ts";
import { PrivateCopy } from "./private-copy.ts";
import { type Asked, kdcProblem } from "./problems.ts";
import type { RunProgram } from "./program.ts";

export interface KdcWorkOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly run: RunProgram;
}

/** What is done with a KDC's help, besides the copying: keytab, renewal, service tickets. One thing at a time. */
export class KdcWork {
  readonly #o: KdcWorkOptions;
  readonly #ticketProblem: ProblemMemory;
  readonly #serviceProblem: ProblemMemory;
  readonly #abort = new AbortController();
  #copy: PrivateCopy | undefined;
  #working: Promise<void> | undefined;
  #bug: { readonly error: unknown } | undefined;
  /** The keytab that the KDC refused. Each try would be a failed login, and some of those lock the account. */
  #refusedKeytab: string | undefined;

  constructor(options: KdcWorkOptions) {
    this.#o = options;
    const now = () => options.clock.now();
    const { keytab } = options.settings;
    this.#ticketProblem = new ProblemMemory(options.log, keytab === undefined ? "renewal" : "keytab", now);
    this.#serviceProblem = new ProblemMemory(options.log, "service-tickets", now);
  }

  /** Why no ticket could be got or renewed. */
  get ticketProblem(): Problem | undefined {
    return this.#ticketProblem.any;
  }

  get problem(): Problem | undefined {
    return this.#ticketProblem.told ?? this.#serviceProblem.told;
  }

  /** Starts what is due, and does not wait for it. */
  tick(sharer: Sharer): void {
    if (this.#bug !== undefined) throw this.#bug.error;
    if (this.#working !== undefined || this.#abort.signal.aborted) return;
    const job = this.#next(sharer);
    if (job === undefined) return;
    this.#working = job()
      .catch((error: unknown) => {
        if (error instanceof SharerError) this.#ticketProblem.set(error.problem, "warn");
        else this.#bug = { error };
      })
      .finally(() => {
        this.#working = undefined;
        this.#drop();
        sharer.account();
      });
  }

  /** When the work in hand is done. */
  async idle(): Promise<void> {
    await this.#working;
    if (this.#bug !== undefined) throw this.#bug.error;
  }

  /** Ends the program that runs, and removes its cache. */
  stop(): void {
    this.#abort.abort();
    this.#drop();
  }

  #next(sharer: Sharer): (() => Promise<void>) | undefined {
    const { settings, clock } = this.#o;
    const now = clock.now();
    const { ticket } = sharer.publication;
    if (settings.keytab !== undefined) {
      const due = ticket === undefined || !sharer.usable || isHalfOver(ticket, now);
      if (due && this.#ticketProblem.mayTry() && signatureOf(settings.keytab) !== this.#refusedKeytab)
        return () => this.#fromKeytab(sharer, settings.keytab as string);
    } else if (settings.renew && ticket !== undefined && sharer.usable && isRenewalDue(ticket, now))
      if (this.#ticketProblem.mayTry()) return () => this.#renew(sharer, ticket);
    if (ticket === undefined || !sharer.usable || settings.spns.length === 0) return undefined;
    const services = dueServices(ticket, settings.spns, now);
    if (services.length > 0 && this.#serviceProblem.mayTry())
      return () => this.#fetch(sharer, ticket, services);
    return undefined;
  }

  async #renew(sharer: Sharer, ticket: Ticket): Promise<void> {
    const copy = this.#take(ticket.bytes);
    const asked: Asked = {
      program: "kinit",
      failed: `The ticket of ${ticket.client} cannot be renewed`,
      next: [`kinit -r 7d ${ticket.client}   # on the host: a new ticket`],
    };
    if (await this.#ask(["kinit", "-R", "-c", copy.name], asked, copy))
      this.#share(sharer, copy, ticket.client, "renewal");
    else count(sharer.counters.renewals, "failed");
  }

  async #fromKeytab(sharer: Sharer, keytab: string): Promise<void> {
    const principal = this.#o.settings.principal as Principal;
    const copy = this.#take();
    const asked: Asked = {
      program: "kinit",
      failed: `No ticket of ${principal} can be got with the keytab ${keytab}`,
      next: [
        `kinit -k -t ${shellWord(keytab)} ${principal}   # says the same, by hand`,
        `klist -k ${shellWord(keytab)}`,
      ],
      isLogin: true,
    };
    const argv = ["kinit", "-k", "-t", keytab, "-c", copy.name, String(principal)] as const;
    const signature = signatureOf(keytab);
    if (await this.#ask(argv, asked, copy)) this.#share(sharer, copy, undefined, "keytab");
    else count(sharer.counters.renewals, "failed");
    this.#refusedKeytab = this.ticketProblem?.code === "TKT-KEYTAB-REFUSED" ? signature : undefined;
  }

  /** `client`: whose ticket has to be shared still, when that of another may have come meanwhile. */
  #share(sharer: Sharer, copy: PrivateCopy, client: Principal | undefined, origin: string): void {
    const { settings, clock } = this.#o;
    const shared = sharer.publication.ticket;
    if (client !== undefined && shared?.client.equals(client) !== true) return;
    try {
      const ticket = examine(copy.read(), { now: clock.now(), pinned: settings.principal });
      count(sharer.counters.renewals, "renewed");
      this.#ticketProblem.clear();
      // What the KDC gave is no longer than what there is: not again before its turn comes.
      if (sharer.offer(ticket, origin).kind !== "shared") this.#ticketProblem.wait();
    } catch (error) {
      count(sharer.counters.renewals, "failed");
      this.#ticketProblem.set(problemOf(error), "warn");
    }
  }

  async #fetch(sharer: Sharer, ticket: Ticket, services: readonly string[]): Promise<void> {
    const copy = this.#take(serializeCcache(askingCache(ticket)));
    let problem: Problem | undefined;
    for (const service of services) {
      const finished = await this.#o.run(["kvno", "-q", "-c", copy.name, service], this.#options(copy));
      if (this.#abort.signal.aborted) return;
      if (finished.code === 0) continue;
      problem ??= kdcProblem(
        {
          program: "kvno",
          failed: `No ticket for the service ${service} can be got`,
          next: [
            `kvno ${service}   # says the same, by hand`,
            `setspn -L ACCOUNT   # on Windows: has the service's account the name ${service}? Its administrator adds it`,
          ],
        },
        finished,
      );
      if (problem.code === "TKT-KDC-UNREACHABLE") break;
    }
    let fresh: Credential[] = [];
    try {
      fresh = tickets(parseCcache(copy.read())).filter(
        (found) => isFor(found, this.#o.settings.spns) || isCrossRealm(found),
      );
    } catch (error) {
      // Ended in the middle of a write, as when it did not answer in time.
      problem ??= problemOf(error);
    }
    if (problem === undefined) this.#serviceProblem.clear();
    else this.#serviceProblem.set(problem, "warn");
    const { ticket: shared } = sharer.publication;
    if (fresh.length === 0 || shared === undefined || !sharer.usable) return;
    sharer.offer(shared, "service tickets", fresh);
    const lacking =
      sharer.publication.ticket === undefined
        ? []
        : dueServices(sharer.publication.ticket, services, this.#o.clock.now());
    // The KDC gave a ticket under another name, or a shorter one: not again each second.
    if (problem === undefined && lacking.length > 0) this.#serviceProblem.wait();
  }

  async #ask(argv: readonly [string, ...string[]], asked: Asked, copy: PrivateCopy): Promise<boolean> {
    const finished = await this.#o.run(argv, this.#options(copy));
    if (this.#abort.signal.aborted) return false;
    if (finished.code === 0) return true;
    this.#ticketProblem.set(kdcProblem(asked, finished), "warn");
    return false;
  }

  #options(copy: PrivateCopy) {
    return { cache: copy.name, signal: this.#abort.signal };
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
