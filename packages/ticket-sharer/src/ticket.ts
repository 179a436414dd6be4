import { act, anyOf, Exit, run, shell } from "@airflow-data-platform/cli-kit";
import {
  type CredentialCache,
  judge,
  type Principal,
  parseCcache,
  type TicketFacts,
} from "@airflow-data-platform/krb5";
import { type Problem, SharerError } from "./errors.ts";

/** A cache that a login would accept now. */
export interface Ticket {
  readonly bytes: Uint8Array;
  readonly cache: CredentialCache;
  readonly facts: TicketFacts;
  readonly client: Principal;
  readonly clockOffsetSeconds: number;
}

export interface TicketOptions {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now: number;
  readonly pinned?: Principal | undefined;
  readonly minimumSeconds?: number;
}

/**
 * Parses the bytes of a cache and judges its ticket.
 *
 * @throws SharerError TKT-TICKET-<kind>, TKT-PRINCIPAL; Krb5Error for bytes that are not a whole cache
 */
export function usableTicket(bytes: Uint8Array, { now, pinned, minimumSeconds = 0 }: TicketOptions): Ticket {
  const cache = parseCcache(bytes);
  if (pinned !== undefined && !cache.principal.equals(pinned))
    throw new SharerError({
      code: "TKT-PRINCIPAL",
      what: `The ticket belongs to ${cache.principal}, but only ${pinned}'s may be shared.`,
      why: "TICKET_PRINCIPAL names whose ticket may be shared.",
      next: anyOf(
        run(shell`kinit ${String(pinned)}`),
        act(`set TICKET_PRINCIPAL=${cache.principal}, if that is whom you meant, or leave it unset`),
      ),
      exit: Exit.otherPrincipal,
    });
  const judgement = judge(cache, { now: new Date(now), minimumSeconds });
  if (judgement.usable)
    return {
      bytes,
      cache,
      facts: judgement.ticket,
      client: judgement.client,
      clockOffsetSeconds: judgement.clockOffsetSeconds,
    };
  throw new SharerError(unusable(judgement));
}

function unusable({ reason, client }: Extract<ReturnType<typeof judge>, { usable: false }>): Problem {
  const { kind, message, next } = reason;
  const problem: Problem = {
    code: `TKT-TICKET-${kind.toUpperCase()}`,
    what: message,
    subject: String(client),
    next: anyOf(...next),
    exit:
      kind === "empty" || kind === "no-tgt" || kind === "cross-realm-only" ? Exit.noInput : Exit.credential,
    // krenew empties the cache before it fills it again.
    transient: kind === "empty" || kind === "no-tgt",
  };
  if (kind !== "not-yet-valid") return problem;
  return {
    ...problem,
    why: "Either it is post-dated, or this machine's clock is behind the KDC's.",
    next: anyOf(
      run(shell`date -u`, "compare with another machine's; in WSL after sleep: sudo hwclock -s"),
      ...next,
    ),
  };
}

/** When the ticket ends, in milliseconds of this machine's clock: the KDC's end less the KDC's lead. */
export function usableUntil(ticket: Pick<Ticket, "facts" | "clockOffsetSeconds">): number {
  return (ticket.facts.endtime - ticket.clockOffsetSeconds) * 1000;
}
