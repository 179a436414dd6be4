import { describe, expect, it } from "vitest";
import { tickets } from "../../../krb5/src/index.ts";
import { cacheBytes, type TicketOptions } from "../../test/tickets.ts";
import { examine } from "../examine.ts";
import { askingCache, dueServices, isRenewalDue } from "./due.ts";

const begin = 1_800_000_000;
const hour = 3600;

function ticket(options: TicketOptions) {
  return examine(cacheBytes({ start: begin, ...options }), { now: begin * 1000 });
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

describe("service tickets are due", () => {
  const spns = ["postgres/db", "MSSQLSvc/db:1433"];
  const at = (options: TicketOptions, seconds: number) =>
    dueServices(ticket(options), spns, (begin + seconds) * 1000);

  it("that are missing, and those half over while the TGT gives more", () => {
    expect(at({}, 0)).toEqual(spns);
    expect(at({ services: ["postgres/db"] }, 0)).toEqual(["MSSQLSvc/db:1433"]);
    expect(at({ services: spns }, 9 * hour)).toEqual([]);
  });

  it("are asked for with the TGT alone", () => {
    const asking = askingCache(ticket({ services: spns }));
    expect(tickets(asking).map(({ server }) => server.components[0])).toEqual(["krbtgt"]);
  });
});
