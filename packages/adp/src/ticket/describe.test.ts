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
  next: ["docker start mine"],
};

test("the ticket, its copy with the copy's age, each reader, and what to type", () => {
  expect(describeReport(report, now)).toEqual([
    "your ticket  FILE:/tmp/krb5cc_1000 (default): alice@CORP.EXAMPLE, until 18:12 (9 h 12 min)",
    "the copy     alice@CORP.EXAMPLE, until 18:12 (9 h 12 min), written 2 min ago",
    "a reader     scheduler (user 50000:0) can use the ticket",
    "a reader     mine does not run; it could change it: mount it with :ro,nocopy",
    "next: docker start mine",
  ]);
});

test("what keeps the ticket from being used stands beside each", () => {
  const { readers: _, ...unasked } = report;
  const lines = describeReport(
    {
      ...unasked,
      source: { name: "KCM:", origin: "KRB5CCNAME", problem: "there is no ticket in it" },
      shared: { state: "unknown", problem: "ADP-DOC-002  The Docker Engine does not answer." },
      next: ["kinit", "sudo systemctl start docker"],
    },
    now,
  );
  // Nobody could be asked for readers, so nothing is said of them.
  expect(lines).toEqual([
    "your ticket  KCM: (KRB5CCNAME): there is no ticket in it",
    "the copy     is unknown",
    "             ADP-DOC-002  The Docker Engine does not answer.",
    "next: kinit",
    "  or: sudo systemctl start docker",
  ]);
  expect(describeReport({ ...report, readers: [] }, now)).toContain("a reader     no container mounts it");
});

test("in a container, and with a keytab", () => {
  const { readers: _, ...inside } = report;
  expect(describeReport({ ...inside, place: "container" }, now)[0]).toMatch(/^this container {2}FILE:/);
  const keytab = { name: "keytab /etc/svc.keytab", origin: "TICKET_KEYTAB" };
  expect(describeReport({ ...report, source: keytab }, now)[0]).toBe(
    "your ticket  keytab /etc/svc.keytab (TICKET_KEYTAB): got by the sharer itself",
  );
});

test.each([
  ["waiting", "is not there yet: the sharer waits for a ticket"],
  ["unusable", "is not usable any more"],
  ["stopped", "is not there: the sharer does not run"],
] as const)("a copy that is %s: %s", (state, words) => {
  expect(describeReport({ ...report, shared: { state } }, now)[1]).toBe(`the copy     ${words}`);
});
