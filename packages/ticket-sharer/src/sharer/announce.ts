import { act, anyOf, run, shell } from "@airflow-data-platform/cli-kit";
import type { Log } from "../log/log.ts";
import { day, inWords } from "../log/words.ts";
import { type Ticket, usableUntil } from "../ticket.ts";

/** Kerberos itself gets along with five minutes. */
const toleratedSeconds = 60;

export interface Published {
  readonly ticket: Ticket;
  readonly before: Ticket | undefined;
  readonly origin: string;
  readonly now: number;
  /** Whether it is to be renewed. */
  readonly renew: boolean;
}

/** Tells that a ticket was published, and what a person should know of it. */
export function announce(log: Log, { ticket, before, origin, now, renew }: Published): void {
  if (before !== undefined && !before.client.equals(ticket.client))
    log.write("warn", {
      event: "principal-changed",
      message: `The shared ticket was ${before.client}'s and is now ${ticket.client}'s.`,
      from: String(before.client),
      to: String(ticket.client),
      next: [act(`set TICKET_PRINCIPAL=${before.client}`, "shares only this principal's")],
    });
  const offset = ticket.clockOffsetSeconds;
  log.write("info", {
    event: "published",
    message: `${inWords(ticket, now)}${isPath(origin) ? "" : ` (${origin})`}`,
    principal: String(ticket.client),
    origin,
    usableUntil: new Date(usableUntil(ticket)).toISOString(),
    clockOffsetSeconds: offset,
  });
  const { renewTill = 0, endtime } = ticket.facts;
  if (renew && isPath(origin) && renewTill <= endtime)
    log.write("warn", {
      event: "not-renewable",
      message: `The ticket of ${ticket.client} cannot be renewed: TICKET_RENEW will not keep it from ending.${lossOf(before, now)}`,
      code: "TKT-NOT-RENEWABLE",
      next: [run(shell`kinit -r 7d ${String(ticket.client)}`, "on the host: one that can be")],
    });
  if (Math.abs(offset) > toleratedSeconds)
    log.write("warn", {
      event: "clock",
      message: `This machine's clock is ${Math.abs(offset)} s ${offset > 0 ? "behind" : "ahead of"} the KDC's.`,
      code: "TKT-CLOCK",
      next: anyOf(
        run(shell`sudo hwclock -s`, "in WSL, after sleep"),
        run(shell`timedatectl`, "is the time synchronized?"),
      ),
    });
}

/** What another ticket's place it took would have had ahead. */
function lossOf(before: Ticket | undefined, now: number): string {
  const { renewTill = 0, endtime = 0 } = before?.facts ?? {};
  if (before === undefined || renewTill <= endtime) return "";
  return ` The one before could be, until ${day((renewTill - before.clockOffsetSeconds) * 1000, now)}.`;
}

/** From the source, as usual; "renewal" and the like are worth a word. */
function isPath(origin: string): boolean {
  return /[/:]/.test(origin);
}
