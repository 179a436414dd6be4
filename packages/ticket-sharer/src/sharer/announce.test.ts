import { describe, expect, it } from "vitest";
import { cacheBytes } from "../../test/tickets.ts";
import { type Entry, makeLog } from "../log/log.ts";
import { usableTicket } from "../ticket.ts";
import { announce, type Published } from "./announce.ts";

const begin = 1_800_000_000;
const now = begin * 1000;
const hour = 3600;

function told(published: Partial<Published>): (Entry & { level: string })[] {
  const entries: (Entry & { level: string })[] = [];
  const log = makeLog({ format: "json", now: () => now, print: (line) => entries.push(JSON.parse(line)) });
  const ticket = plain;
  announce(log, { ticket, before: undefined, origin: "/krb5/source/krb5cc", now, renew: true, ...published });
  return entries.filter(({ event }) => event === "not-renewable");
}

const ticketOf = (renewSeconds?: number) =>
  usableTicket(
    cacheBytes({ start: begin, lifeSeconds: 10 * hour, ...(renewSeconds ? { renewSeconds } : {}) }),
    {
      now,
    },
  );
const plain = ticketOf();
const renewable = ticketOf(48 * hour);

describe("with TICKET_RENEW, a ticket that cannot be renewed", () => {
  it("is reported, and what it took the place of", () => {
    expect(told({ before: renewable })).toEqual([
      expect.objectContaining({
        level: "warn",
        code: "TKT-NOT-RENEWABLE",
        message: expect.stringMatching(
          /alice@EXAMPLE.TEST cannot be renewed: .* The one before could be, until /,
        ),
        next: [expect.objectContaining({ run: "kinit -r 7d alice@EXAMPLE.TEST" })],
      }),
    ]);
    expect(told({})[0]?.message).not.toContain("before");
  });

  it("is not told where nobody wants it renewed, where it can be, and at the last renewal", () => {
    expect(told({ renew: false })).toEqual([]);
    expect(told({ ticket: renewable, before: plain })).toEqual([]);
    expect(told({ origin: "renewal" })).toEqual([]);
  });
});
