import { anyOf, duration, Exit, run, shell } from "@airflow-data-platform/cli-kit";
import type { Problem } from "../errors.ts";
import { type Ticket, usableUntil } from "../ticket.ts";

/** Minutes before the end, each reported once for a ticket. */
const thresholds = [60, 15, 5] as const;

/** Reports that a ticket ends in 60, 15 and 5 minutes, and that it has ended. */
export class Alarms {
  #until: number | undefined;
  /** The smallest threshold reported, 0 for the end itself. */
  #given = Number.POSITIVE_INFINITY;

  /** Called each second or so; returns what has to be reported now. A ticket got late in its life gives one alarm, not three. */
  due(
    ticket: Ticket,
    now: number,
  ): { readonly level: "warn" | "error"; readonly problem: Problem } | undefined {
    const until = usableUntil(ticket);
    if (until !== this.#until) {
      this.#until = until;
      this.#given = Number.POSITIVE_INFINITY;
    }
    const left = until - now;
    const crossed = left <= 0 ? 0 : thresholds.findLast((minutes) => left <= minutes * 60_000);
    if (crossed === undefined || crossed >= this.#given) return undefined;
    this.#given = crossed;
    return crossed === 0
      ? { level: "error", problem: ended(ticket) }
      : { level: "warn", problem: ending(ticket, Math.round(left / 1000)) };
  }
}

function ending({ client, facts }: Ticket, left: number): Problem {
  return {
    code: "TKT-ENDING",
    what: `The ticket of ${client} ends in ${duration(left)}.`,
    next: anyOf(
      ...(facts.renewTill === undefined ? [] : [run(shell`kinit -R`, "on the host")]),
      run(shell`kinit ${String(client)}`, "on the host"),
    ),
    exit: Exit.ok,
  };
}

function ended({ client }: Ticket): Problem {
  return {
    code: "TKT-TICKET-EXPIRED",
    what: `The shared ticket of ${client} has ended: logins fail from now on.`,
    next: [run(shell`kinit ${String(client)}`, "on the host")],
    exit: Exit.credential,
  };
}
