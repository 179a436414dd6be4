import { expect, test } from "vitest";
import { describeStatus, type PlatformStatus } from "./status.ts";
import { duration, moment } from "./words.ts";

const now = new Date(2026, 10, 24, 9, 0, 0);
const seconds = now.getTime() / 1000;

const status: PlatformStatus = {
  sharing: true,
  ticket: {
    state: "shared",
    principal: "alice@CORP.EXAMPLE",
    usableUntil: seconds + 9 * 3600 + 12 * 60,
    renewableUntil: seconds + 6 * 86_400,
    published: seconds - 90,
    serviceTickets: ["postgres/db@CORP.EXAMPLE"],
  },
  next: [],
  source: { name: "FILE:/tmp/krb5cc_1000", origin: "default", route: "watch", watcher: true },
  container: {
    name: "platform-bootstrap-kerberos-ticket-sharer-1",
    state: "running",
    health: "healthy",
    user: "1000:0",
    network: "none",
    image: "layer1-ticket-sharer:stand-in",
    standIn: true,
  },
  volume: { name: "platform_kerberos_cache", folder: "0:0:2770" },
  consumers: [
    {
      name: "a",
      state: "running",
      user: "50000:0",
      path: "/krb5/cache",
      readOnly: true,
      krb5ccname: "/krb5/cache/krb5cc",
    },
    { name: "b", state: "exited", user: "0:0", path: "/krb5/cache", readOnly: false },
  ],
};

test("the first line says until when the ticket is shared", () => {
  expect(describeStatus(status, now)).toEqual([
    "The ticket of alice@CORP.EXAMPLE is shared until 18:12 (9 h 12 min), renewable until 09:00 on Monday 30 November.",
    "  source     FILE:/tmp/krb5cc_1000 (default), copied by a process on the host",
    "  container  platform-bootstrap-kerberos-ticket-sharer-1: running, healthy, user 1000:0, network none",
    "  image      layer1-ticket-sharer:stand-in, a stand-in for Layer 1",
    "  copied     90 s ago",
    "  service    postgres/db@CORP.EXAMPLE",
    "  volume     platform_kerberos_cache:/krb5/cache",
    "  reader     a at /krb5/cache: running, user 50000:0, read-only",
    "  reader     b at /krb5/cache: exited, user 0:0, NOT read-only: mount it with :ro,nocopy, KRB5CCNAME is not set in it",
  ]);
});

test("what is wrong comes next, with what to type", () => {
  const first = (more: Partial<PlatformStatus>) => describeStatus({ ...status, ...more }, now).slice(0, 3);
  const { container: _, ...stopped } = status;
  expect(
    describeStatus({ ...stopped, sharing: false, next: ["adp platform start"] }, now).slice(0, 2),
  ).toEqual(["The ticket sharer does not run: no ticket is shared.", "  next: adp platform start"]);
  const problem = { code: "TKT-X", what: "There is no ticket.", why: undefined, next: ["kinit", "klist"] };
  const waiting = { state: "waiting", serviceTickets: [] } as const;
  expect(first({ ticket: waiting, problem, next: problem.next })).toEqual([
    "The sharer runs, and waits for a ticket.",
    "  There is no ticket.",
    "  next: kinit",
  ]);
  expect(first({ problem: { ...problem, why: "kinit: Clock skew too great" } })).toContain(
    "  why:  kinit: Clock skew too great",
  );
  expect(first({ ticket: { ...waiting, state: "unusable" } })[0]).toMatch(/not usable any more/);
  const dead = describeStatus({ ...status, source: { ...status.source, watcher: false } }, now);
  expect(dead).toContain("             and that process does not run");
  const spoilt = describeStatus({ ...status, volume: { ...status.volume, folder: "0:0:755" } }, now);
  expect(spoilt).toContain("             its folder is 0:0:755 instead of 0:0:2770");
});

test("where the shell names what cannot be shared, the copy is told all the same", () => {
  const { route: _, ...source } = status.source;
  const lines = describeStatus(
    { ...status, source: { ...source, name: "MEMORY:", problem: "MEMORY: is the memory of one process." } },
    now,
  );
  expect(lines[0]).toMatch(/is shared until 18:12/);
  const at = lines.indexOf("  source     MEMORY: (default)");
  expect(lines[at + 1]).toBe("             MEMORY: is the memory of one process.");
});

test("durations and moments read as people say them", () => {
  expect([0, 119, 120, 3599, 3600, 47 * 3600, 49 * 3600].map(duration)).toEqual([
    "0 s",
    "119 s",
    "2 min",
    "59 min",
    "1 h 0 min",
    "47 h 0 min",
    "2 days",
  ]);
  expect(moment(seconds + 60, now)).toBe("09:01");
});
