import { type Advice, action, command, kinit } from "../advice.ts";
import type { Credential } from "../ccache/model.ts";
import type { Principal } from "../principal.ts";
import type { TicketFacts } from "./ticket-facts.ts";

/**
 * - empty: the cache has no ticket at all.
 * - no-tgt: tickets, but none that is a TGT.
 * - cross-realm-only: TGTs of other realms only.
 * - other-client: the TGT is another principal's than the cache's, so no client would use it.
 * - hollow: a TGT without its ticket or session key.
 * - invalid: post-dated and not yet validated by the KDC.
 * - expired, not-yet-valid, ending-soon: by its times.
 */
export type UnusableKind =
  | "empty"
  | "no-tgt"
  | "cross-realm-only"
  | "other-client"
  | "hollow"
  | "invalid"
  | "expired"
  | "not-yet-valid"
  | "ending-soon";

/** Why a cache is of no use, in words for a person. */
export interface Unusable {
  readonly kind: UnusableKind;
  readonly message: string;
  readonly next: readonly Advice[];
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

function missing(cache: { client: Principal; realm: string }, held: readonly Credential[]): Unusable {
  const { client, realm } = cache;
  if (held.length === 0)
    return {
      kind: "empty",
      message: `The cache of ${client} holds no ticket.`,
      next: [kinit(client)],
    };
  const others = held.filter(({ server }) => server.components[0] === "krbtgt");
  if (others.length > 0)
    return {
      kind: "cross-realm-only",
      message: `The cache of ${client} has no TGT of realm ${realm}, only ${others.map(({ server }) => server).join(", ")}.`,
      next: [kinit(client), command("klist", `if ${realm} is not the realm you meant, name the right one`)],
    };
  return {
    kind: "no-tgt",
    message: `The cache of ${client} holds ${held.length} service ticket${held.length === 1 ? "" : "s"}, but no TGT (krbtgt/${realm}@${realm}).`,
    next: [kinit(client)],
  };
}

function otherClient(ticket: TicketFacts, principal: Principal): Unusable {
  return {
    kind: "other-client",
    message: `The TGT is of ${ticket.client}, but the cache is of ${principal}: no program would use it.`,
    next: [kinit(principal)],
  };
}

function hollow(ticket: TicketFacts): Unusable {
  return {
    kind: "hollow",
    message: `The TGT of ${ticket.client} lacks its ticket or its session key.`,
    next: [
      kinit(ticket.client),
      action("on Windows, a TGT exported from LSA has no session key unless AllowTGTSessionKey is set"),
    ],
  };
}

function invalid(ticket: TicketFacts): Unusable {
  return {
    kind: "invalid",
    message: `The TGT of ${ticket.client} is post-dated and the KDC has not validated it.`,
    next: [command("kinit -v", "validates it once its start time has come"), kinit(ticket.client)],
  };
}

function expired(ticket: TicketFacts): Unusable {
  return {
    kind: "expired",
    message: `The TGT of ${ticket.client} expired at ${moment(ticket.endtime)}, ${duration(-ticket.remainingSeconds)} ago.`,
    next: [kinit(ticket.client)],
  };
}

function notYetValid(ticket: TicketFacts, now: number): Unusable {
  return {
    kind: "not-yet-valid",
    message: `The TGT of ${ticket.client} counts from ${moment(ticket.starttime)}, in ${duration(ticket.starttime - now)}.`,
    next: [
      command("date -u", "a wrong clock here is the usual cause; in WSL after sleep: sudo hwclock -s"),
      kinit(ticket.client),
    ],
  };
}

function endingSoon(ticket: TicketFacts, minimumSeconds: number): Unusable {
  return {
    kind: "ending-soon",
    message: `The TGT of ${ticket.client} ends in ${duration(ticket.remainingSeconds)}; at least ${duration(minimumSeconds)} are wanted.`,
    next:
      ticket.renewTill === undefined ? [kinit(ticket.client)] : [command("kinit -R"), kinit(ticket.client)],
  };
}

export const unusable = { missing, otherClient, hollow, invalid, expired, notYetValid, endingSoon };
