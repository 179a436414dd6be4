import { duration } from "@airflow-data-platform/cli-kit";
import { type Ticket, usableUntil } from "../ticket.ts";

/** "alice@CORP.EXAMPLE, valid 9 h 12 min, renewable until Friday" */
export function inWords(ticket: Ticket, now: number): string {
  const left = Math.floor((usableUntil(ticket) - now) / 1000);
  const { renewTill } = ticket.facts;
  const validity = left > 0 ? `valid ${duration(left)}` : `expired ${duration(-left)} ago`;
  const renewal =
    renewTill === undefined
      ? "not renewable"
      : `renewable until ${day((renewTill - ticket.clockOffsetSeconds) * 1000, now)}`;
  return `${ticket.client}, ${validity}, ${renewal}`;
}

const dayMs = 86_400_000;

// Made once: to make one takes longer than everything else that is done in a second.
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** The time today, else the day of the week, beyond a week the date: in this machine's time zone. */
export function day(when: number, now: number): string {
  if (new Date(when).toDateString() === new Date(now).toDateString()) return time.format(when);
  return when - now < 6.5 * dayMs ? weekday.format(when) : date.format(when);
}
