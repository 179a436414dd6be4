import { expect, test } from "vitest";
import { describeReport } from "./describe.ts";
import type { TicketReport } from "./report.ts";

const now = new Date(2026, 10, 24, 9, 0, 0);
const seconds = now.getTime() / 1000;
const principal = "alice@CORP.EXAMPLE";
const usableUntil = seconds + 9 * 3600 + 12 * 60;

const report: TicketReport = {
  place: "host",
  usable: true,
  source: { name: "FILE:/tmp/krb5cc_1000", origin: "default", principal, usableUntil },
  shared: { state: "shared", principal, usableUntil, ageSeconds: 150 },
  readers: [
    {
      name: "scheduler",
      state: "running",
      path: "/krb5/cache",
      readOnly: true,
      user: "50000:0",
      finding: "usable",
    },
    { name: "mine", state: "exited", path: "/krb5/cache", readOnly: false, finding: "not-running" },
  ],
  next: [],
};

test("the ticket, its copy with the copy's age, and each reader", () => {
  expect(describeReport(report, now)).toEqual([
    "your ticket  FILE:/tmp/krb5cc_1000 (default): alice@CORP.EXAMPLE, until 18:12 (9 h 12 min)",
    "shared copy  alice@CORP.EXAMPLE, until 18:12 (9 h 12 min), written 2 min ago",
    "reader       scheduler (user 50000:0) can use the ticket",
    "reader       mine is not running; it can change the ticket: mount it with :ro,nocopy",
  ]);
});

test("what keeps the ticket from being used stands beside each", () => {
  const { readers: _, ...unasked } = report;
  const lines = describeReport(
    {
      ...unasked,
      source: { name: "KCM:", origin: "KRB5CCNAME", problem: "there is no ticket in it" },
      shared: { state: "unknown", problem: "ADP-DOC-002  The Docker Engine does not answer." },
    },
    now,
  );
  // Nobody could be asked for readers, so nothing is said of them.
  expect(lines).toEqual([
    "your ticket  KCM: (KRB5CCNAME): there is no ticket in it",
    "shared copy  unknown",
    "             ADP-DOC-002  The Docker Engine does not answer.",
  ]);
  expect(describeReport({ ...report, readers: [] }, now)).toContain("reader       no container mounts it");
});

test("after kdestroy the copy lives on, in place of what the sharer says of the missing cache", () => {
  const lines = describeReport(
    {
      ...report,
      source: { name: "KCM:", origin: "KRB5CCNAME", problem: "there is no ticket in it" },
      shared: { ...report.shared, outlivesSource: true, problem: "There is no cache." },
    },
    now,
  );
  expect(lines.slice(0, 3)).toEqual([
    "your ticket  KCM: (KRB5CCNAME): there is no ticket in it",
    "shared copy  alice@CORP.EXAMPLE, until 18:12 (9 h 12 min), written 2 min ago",
    "             it lives on after your ticket is gone: the containers can still use it",
  ]);
});

test("in a container, and with a keytab", () => {
  const { readers: _, ...inside } = report;
  expect(describeReport({ ...inside, place: "container" }, now)[0]).toMatch(/^container {4}FILE:/);
  const keytab = { name: "keytab /etc/svc.keytab", origin: "TICKET_KEYTAB" };
  expect(describeReport({ ...report, source: keytab }, now)[0]).toBe(
    "your ticket  keytab /etc/svc.keytab (TICKET_KEYTAB): the sharer gets the ticket itself",
  );
});

test.each([
  ["waiting", "not there yet: the sharer waits for a ticket"],
  ["unusable", "no longer usable"],
  ["stopped", "not there: the sharer is not running"],
] as const)("a copy that is %s: %s", (state, words) => {
  expect(describeReport({ ...report, shared: { state } }, now)[1]).toBe(`shared copy  ${words}`);
});
