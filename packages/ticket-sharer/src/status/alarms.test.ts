import { either, run, shell } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { cacheBytes, type TicketOptions } from "../../test/tickets.ts";
import { usableTicket } from "../ticket.ts";
import { Alarms } from "./alarms.ts";

const begin = 1_800_000_000;

function told(options: TicketOptions, from = begin, to = begin + 8000) {
  const alarms = new Alarms();
  const ticket = usableTicket(cacheBytes({ start: begin, ...options }), { now: begin * 1000 });
  const all: [number, string, string][] = [];
  for (let second = from; second < to; second++) {
    const due = alarms.due(ticket, second * 1000);
    if (due !== undefined)
      all.push([begin + (options.lifeSeconds ?? 0) - second, due.level, due.problem.code]);
  }
  return all;
}

describe("alarms", () => {
  it("60, 15 and 5 minutes before the end, and at the end", () => {
    expect(told({ lifeSeconds: 7200 })).toEqual([
      [3600, "warn", "TKT-ENDING"],
      [900, "warn", "TKT-ENDING"],
      [300, "warn", "TKT-ENDING"],
      [0, "error", "TKT-TICKET-EXPIRED"],
    ]);
  });

  it("go by this machine's clock where the KDC's differs", () => {
    expect(told({ lifeSeconds: 7200, offsetSeconds: 600 }).map(([left]) => left)).toEqual([
      4200, 1500, 900, 600,
    ]);
  });

  it("a ticket got late gives one, and a new ticket starts again", () => {
    expect(told({ lifeSeconds: 200 }).map(([left]) => left)).toEqual([200, 0]);
    const alarms = new Alarms();
    const short = (serial: number) =>
      usableTicket(cacheBytes({ start: begin, lifeSeconds: 200 + serial }), { now: begin * 1000 });
    expect(alarms.due(short(1), begin * 1000)).toBeDefined();
    expect(alarms.due(short(1), begin * 1000)).toBeUndefined();
    expect(alarms.due(short(2), begin * 1000)).toBeDefined();
  });

  it("advise kinit -R only where it would work", () => {
    const kinit = run(shell`kinit alice@EXAMPLE.TEST`, "on the host");
    const next = (options: TicketOptions) =>
      new Alarms().due(
        usableTicket(cacheBytes({ start: begin, lifeSeconds: 100, ...options }), { now: begin * 1000 }),
        begin * 1000,
      )?.problem.next;
    expect(next({ renewSeconds: 5000 })).toEqual([either(run(shell`kinit -R`, "on the host"), kinit)]);
    expect(next({})).toEqual([kinit]);
  });
});
