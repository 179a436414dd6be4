import { type Ticket, usableUntil } from "../examine.ts";
import type { Log } from "../log/log.ts";
import { inWords } from "../log/words.ts";

/** Kerberos itself gets along with five minutes. */
const toleratedSeconds = 60;

/** Tells that a ticket was published, and what a person should know of it. */
export function announce(
  log: Log,
  ticket: Ticket,
  before: Ticket | undefined,
  origin: string,
  now: number,
): void {
  if (before !== undefined && !before.client.equals(ticket.client))
    log.write("warn", {
      event: "principal-changed",
      message: `The shared ticket was ${before.client}'s and is now ${ticket.client}'s.`,
      from: String(before.client),
      to: String(ticket.client),
      next: [`TICKET_PRINCIPAL=${before.client}   # shares only this principal's`],
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
  if (Math.abs(offset) > toleratedSeconds)
    log.write("warn", {
      event: "clock",
      message: `This machine's clock is ${Math.abs(offset)} s ${offset > 0 ? "behind" : "ahead of"} the KDC's.`,
      code: "TKT-CLOCK",
      next: ["sudo hwclock -s   # in WSL, after sleep", "timedatectl   # is the time synchronized?"],
    });
}

/** From the source, as usual; "renewal" and the like are worth a word. */
function isPath(origin: string): boolean {
  return /[/:]/.test(origin);
}
