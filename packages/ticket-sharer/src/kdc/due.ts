import type { Ticket } from "../ticket.ts";

/** Whether half of a ticket's life is over, by the KDC's clock. */
export function isHalfOver(ticket: Ticket, now: number): boolean {
  const { starttime, endtime } = ticket.facts;
  return now / 1000 + ticket.clockOffsetSeconds >= starttime + (endtime - starttime) / 2;
}

/** Whether to renew now: half of the life is over, and renewal would make it longer. */
export function isRenewalDue(ticket: Ticket, now: number): boolean {
  const { renewTill, endtime } = ticket.facts;
  return renewTill !== undefined && renewTill > endtime && isHalfOver(ticket, now);
}
