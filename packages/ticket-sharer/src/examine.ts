import {
  type CredentialCache,
  judge,
  type Principal,
  parseCcache,
  type TicketFacts,
} from "../../krb5/src/index.ts";
import { Exit, type Problem, SharerError } from "./errors.ts";

/** A cache that a login would accept now. */
export interface Ticket {
  readonly bytes: Uint8Array;
  readonly cache: CredentialCache;
  readonly facts: TicketFacts;
  readonly client: Principal;
  readonly clockOffsetSeconds: number;
}

export interface ExamineOptions {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now: number;
  readonly pinned?: Principal | undefined;
  readonly minimumSeconds?: number;
}

/**
 * Parses and judges.
 *
 * @throws SharerError TKT-TICKET-<kind>, TKT-PRINCIPAL; Krb5Error for bytes that are no whole cache
 */
export function examine(bytes: Uint8Array, { now, pinned, minimumSeconds = 0 }: ExamineOptions): Ticket {
  const cache = parseCcache(bytes);
  if (pinned !== undefined && !cache.principal.equals(pinned))
    throw new SharerError({
      code: "TKT-PRINCIPAL",
      what: `The ticket is ${cache.principal}'s, but only ${pinned}'s is shared here.`,
      why: "TICKET_PRINCIPAL names whose ticket may be shared.",
      next: [
        `kinit ${pinned}`,
        `TICKET_PRINCIPAL=${cache.principal}   # if that is whom you meant; or leave it unset`,
      ],
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
  const { kind, message, next } = judgement.reason;
  const problem: Problem = {
    code: `TKT-TICKET-${kind.toUpperCase()}`,
    what: message,
    subject: String(judgement.client),
    next,
    exit:
      kind === "empty" || kind === "no-tgt" || kind === "cross-realm-only" ? Exit.noInput : Exit.credential,
    // krenew empties the cache before it fills it again.
    transient: kind === "empty" || kind === "no-tgt",
    ...(kind === "not-yet-valid"
      ? { why: "Either it is post-dated, or this machine's clock is behind the KDC's." }
      : {}),
  };
  throw new SharerError(
    kind === "not-yet-valid"
      ? {
          ...problem,
          next: ["date -u   # compare with another machine's; in WSL after sleep: sudo hwclock -s", ...next],
        }
      : problem,
  );
}

/** When the ticket ends, in milliseconds of this machine's clock: the KDC's end less the KDC's lead. */
export function usableUntil(ticket: Pick<Ticket, "facts" | "clockOffsetSeconds">): number {
  return (ticket.facts.endtime - ticket.clockOffsetSeconds) * 1000;
}
