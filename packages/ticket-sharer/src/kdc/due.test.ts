import { describe, expect, it } from "vitest";
import { cacheBytes, type TicketOptions } from "../../test/tickets.ts";
import { usableTicket } from "../ticket.ts";
import { isRenewalDue } from "./due.ts";

const begin = 1_800_000_000;
const hour = 3600;

function ticket(options: TicketOptions) {
  return usableTicket(cacheBytes({ start: begin, ...options }), { now: begin * 1000 });
}

describe("renewal is due", () => {
  const at = (options: TicketOptions, seconds: number) =>
    isRenewalDue(ticket(options), (begin + seconds) * 1000);

  it("at half of the life, by the KDC's clock", () => {
    const options = { lifeSeconds: 10 * hour, renewSeconds: 100 * hour };
    expect([at(options, 5 * hour - 1), at(options, 5 * hour)]).toEqual([false, true]);
    const ahead = { ...options, offsetSeconds: 600 };
    expect([at(ahead, 5 * hour - 601), at(ahead, 5 * hour - 600)]).toEqual([false, true]);
  });

  it("never, where it would not make the ticket longer", () => {
    expect(at({ lifeSeconds: 10 * hour }, 9 * hour)).toBe(false);
    expect(at({ lifeSeconds: 10 * hour, renewSeconds: 10 * hour }, 9 * hour)).toBe(false);
  });
});
