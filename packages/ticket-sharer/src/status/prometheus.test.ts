import { act } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { cacheBytes } from "../../test/tickets.ts";
import { usableTicket } from "../ticket.ts";
import { count, makeCounters } from "./counters.ts";
import { prometheus } from "./prometheus.ts";
import { type StatusInput, statusOf } from "./status.ts";

const begin = 1_800_000_000;
const input: StatusInput = {
  now: begin * 1000,
  started: begin * 1000,
  stopped: false,
  ticket: undefined,
  fault: undefined,
  everShared: false,
  cache: "/krb5/cache/krb5cc",
  published: undefined,
  source: { name: "/krb5/source/krb5cc", problem: undefined },
  problem: undefined,
};

function ticketOf(user: string) {
  return usableTicket(cacheBytes({ user, start: begin, lifeSeconds: 600, renewSeconds: 6000 }), {
    now: begin * 1000,
  });
}

describe("metrics", () => {
  it("are in Prometheus' format, each with its type, and escaped", () => {
    const counters = makeCounters();
    count(counters.copies, "published");
    count(counters.copies, "published");
    count(counters.copies, 'TKT-"X"');
    count(counters.renewals, "failed");
    const text = prometheus(statusOf({ ...input, ticket: ticketOf('al"ice') }), counters);
    expect(text).toContain("ticket_usable 1\n");
    expect(text).toContain(
      `ticket_expiry_timestamp_seconds{principal="al\\"ice@EXAMPLE.TEST"} ${begin + 600}\n`,
    );
    expect(text).toContain(`ticket_renewable_until_timestamp_seconds ${begin + 6000}\n`);
    expect(text).toContain('ticket_copy_total{result="published"} 2\n');
    expect(text).toContain('ticket_copy_total{result="TKT-\\"X\\""} 1\n');
    expect(text).toContain('ticket_renewal_total{result="failed"} 1\n');
    for (const line of text.trimEnd().split("\n")) {
      if (line.startsWith("#")) continue;
      const name = /^[a-z_]+/.exec(line)?.[0] ?? "";
      expect(text).toContain(`# TYPE ${name} `);
      expect(line).toMatch(/^[a-z_]+(\{[a-z]+="([^"\\\n]|\\.)*"\})? -?\d+$/);
    }
  });
});

describe("the status", () => {
  it("tells the states apart", () => {
    const ticket = ticketOf("alice");
    const state = (more: Partial<StatusInput>) => statusOf({ ...input, ...more }).state;
    expect(state({})).toBe("waiting");
    expect(state({ ticket, everShared: true })).toBe("shared");
    expect(state({ ticket, everShared: true, now: (begin + 601) * 1000 })).toBe("unusable");
    expect(state({ everShared: true })).toBe("unusable");
    expect(state({ ticket, stopped: true })).toBe("stopped");
  });

  it("tells facts, and of a problem what others may know", () => {
    const problem = {
      code: "TKT-X",
      what: "so",
      next: [act("do")],
      exit: 77,
      transient: true,
      subject: "alice",
    } as const;
    expect(statusOf({ ...input, ticket: ticketOf("alice"), problem })).toEqual({
      version: 2,
      state: "shared",
      usable: true,
      text: expect.stringMatching(/^alice@EXAMPLE.TEST, valid 10 min, renewable until /),
      principal: "alice@EXAMPLE.TEST",
      realm: "EXAMPLE.TEST",
      usableUntil: begin + 600,
      renewableUntil: begin + 6000,
      clockOffsetSeconds: 0,
      cache: "/krb5/cache/krb5cc",
      source: { name: "/krb5/source/krb5cc" },
      problem: { code: "TKT-X", what: "so", next: [{ do: "do" }] },
      started: begin,
      updated: begin,
    });
  });
});
