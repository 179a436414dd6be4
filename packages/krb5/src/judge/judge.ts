import { clockOffset, configEntries, tickets } from "../ccache/entries.ts";
import { type Credential, type CredentialCache, hasFlag, startOf } from "../ccache/model.ts";
import { type Principal, ticketGrantingService } from "../principal.ts";
import type { TicketFacts } from "./ticket-facts.ts";
import { type Unusable, unusable } from "./unusable.ts";

export interface JudgeOptions {
  readonly now: Date;
  /** The realm whose TGT is wanted. Default: the cache's start_realm setting, else its principal's realm. */
  readonly realm?: string;
  /** A ticket that ends sooner than this many seconds from now is refused. Default 0. */
  readonly minimumSeconds?: number;
  /**
   * A start time this far ahead still counts as begun. Default 300, Kerberos' own clock skew: a clock here that
   * runs a little behind the KDC's makes every fresh ticket look future.
   */
  readonly clockSkewSeconds?: number;
}

interface Common {
  /** The cache's default principal. */
  readonly client: Principal;
  readonly realm: string;
  /** How far the KDC's clock is ahead of this machine's, in seconds. Above 60 in either direction: warn. */
  readonly clockOffsetSeconds: number;
}

export type Judgement =
  | (Common & { readonly usable: true; readonly ticket: TicketFacts })
  | (Common & {
      readonly usable: false;
      readonly reason: Unusable;
      /** The TGT that came closest, where there is one. */
      readonly ticket: TicketFacts | undefined;
    });

/**
 * Whether a client could log in with this cache now: whether it holds a ticket-granting ticket krbtgt/R@R of its
 * own principal that has begun, has not ended and is not marked invalid. "Now" is the KDC's: this machine's clock
 * plus the offset in the cache, which is what GSSAPI uses (and `klist -s` does not).
 * Where several TGTs would do, the one that ends last.
 */
export function judge(cache: CredentialCache, options: JudgeOptions): Judgement {
  const realm = options.realm ?? startRealm(cache) ?? cache.principal.realm;
  const clockOffsetSeconds = clockOffset(cache)?.seconds ?? 0;
  const common = { client: cache.principal, realm, clockOffsetSeconds };
  const now = Math.floor(options.now.getTime() / 1000) + clockOffsetSeconds;
  const held = tickets(cache);
  const service = ticketGrantingService(realm);
  const found = held
    .filter((credential) => credential.server.equals(service))
    .map((credential) => {
      const ticket = factsOf(credential, realm, now);
      return { ticket, reason: fault(cache.principal, ticket, now, options) };
    })
    .sort((a, b) => b.ticket.endtime - a.ticket.endtime);
  const good = found.find(({ reason }) => reason === undefined);
  if (good !== undefined) return { ...common, usable: true, ticket: good.ticket };
  // Nothing usable: explain by the one of the cache's own principal, if any, that ends last.
  const closest = found.find(({ reason }) => reason?.kind !== "other-client") ?? found[0];
  const reason = closest?.reason ?? unusable.missing(common, held);
  return { ...common, usable: false, reason, ticket: closest?.ticket };
}

function startRealm(cache: CredentialCache): string | undefined {
  const entry = configEntries(cache).find(({ key, about }) => key === "start_realm" && about === undefined);
  return entry === undefined ? undefined : new TextDecoder().decode(entry.value);
}

function factsOf(credential: Credential, realm: string, now: number): TicketFacts {
  const { endtime, renewTill } = credential.times;
  return {
    credential,
    client: credential.client,
    realm,
    starttime: startOf(credential),
    endtime,
    remainingSeconds: endtime - now,
    // The KDC renews neither an expired ticket nor one whose time for renewal is over.
    renewTill: hasFlag(credential, "renewable") && renewTill > now && endtime > now ? renewTill : undefined,
    forwardable: hasFlag(credential, "forwardable"),
    initial: hasFlag(credential, "initial"),
  };
}

function fault(
  principal: Principal,
  ticket: TicketFacts,
  now: number,
  { minimumSeconds = 0, clockSkewSeconds = 300 }: JudgeOptions,
): Unusable | undefined {
  const { credential } = ticket;
  if (!ticket.client.equals(principal)) return unusable.otherClient(ticket, principal);
  if (isHollow(credential)) return unusable.hollow(ticket);
  if (hasFlag(credential, "invalid")) return unusable.invalid(ticket);
  if (ticket.endtime <= now) return unusable.expired(ticket);
  if (ticket.starttime > now + clockSkewSeconds) return unusable.notYetValid(ticket, now);
  if (ticket.remainingSeconds < minimumSeconds) return unusable.endingSoon(ticket, minimumSeconds);
  return undefined;
}

/** Windows hands out a TGT whose session key is all zeros where it may not hand out the key. */
function isHollow({ ticket, key }: Credential): boolean {
  return ticket.length === 0 || key.enctype === 0 || key.contents.reveal().every((byte) => byte === 0);
}
