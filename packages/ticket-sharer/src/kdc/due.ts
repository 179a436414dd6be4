import {
  type Credential,
  type CredentialCache,
  isConfigEntry,
  startOf,
  tickets,
} from "../../../krb5/src/index.ts";
import type { Ticket } from "../examine.ts";
import { isCrossRealm, isFor } from "../publish/service-tickets.ts";

/** A minute more is worth a question to the KDC, seconds are not: near the end of renewal all tickets end together. */
const worthSeconds = 60;

function kdcNow(ticket: Ticket, now: number): number {
  return now / 1000 + ticket.clockOffsetSeconds;
}

/** Whether half of a ticket's life is over. */
export function isHalfOver(ticket: Ticket, now: number): boolean {
  const { starttime, endtime } = ticket.facts;
  return kdcNow(ticket, now) >= starttime + (endtime - starttime) / 2;
}

/** Whether to renew now: half of the life is over, and renewal would make it longer. */
export function isRenewalDue(ticket: Ticket, now: number): boolean {
  const { renewTill, endtime } = ticket.facts;
  return renewTill !== undefined && renewTill > endtime && isHalfOver(ticket, now);
}

/** The services whose ticket is missing, or half over while the TGT would give a longer one. */
export function dueServices(shared: Ticket, spns: readonly string[], now: number): string[] {
  const held = tickets(shared.cache);
  return spns.filter((spn) => {
    const ends = held
      .filter((found) => isFor(found, [spn]))
      .sort(byEnd)
      .at(-1);
    if (ends === undefined) return true;
    const { endtime } = ends.times;
    const half = startOf(ends) + (endtime - startOf(ends)) / 2;
    return kdcNow(shared, now) >= half && shared.facts.endtime - endtime >= worthSeconds;
  });
}

function byEnd(a: Credential, b: Credential): number {
  return a.times.endtime - b.times.endtime;
}

/** The cache with nothing but what is needed to ask for service tickets: kvno would give back those that it finds. */
export function askingCache({ cache }: Ticket): CredentialCache {
  const needed = (credential: Credential) =>
    isConfigEntry(credential) || isCrossRealm(credential) || credential.server.components[0] === "krbtgt";
  return { ...cache, credentials: cache.credentials.filter(needed), tail: new Uint8Array(0) };
}
