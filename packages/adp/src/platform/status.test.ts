import { expect, test } from "vitest";
import { moment } from "./moment.ts";
import { describeStatus, type PlatformStatus } from "./status.ts";

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
};

test("the first line says until when the ticket is shared", () => {
  expect(describeStatus(status, now)).toEqual([
    "The ticket of alice@CORP.EXAMPLE is shared until 18:12 (9 h 12 min).",
    "  source     FILE:/tmp/krb5cc_1000 (default), copied by a process on the host",
    "  container  platform-bootstrap-kerberos-ticket-sharer-1: running, healthy, user 1000:0, network none",
    "  image      layer1-ticket-sharer:stand-in (Debian, in place of Layer 1)",
    "  volume     platform_kerberos_cache:/krb5/cache",
  ]);
});

test("what is wrong comes next", () => {
  const { container: _, ...stopped } = status;
  expect(describeStatus({ ...stopped, sharing: false }, now)[0]).toBe(
    "The ticket sharer is not running: no ticket is shared.",
  );
  const first = (more: Partial<PlatformStatus>) => describeStatus({ ...status, ...more }, now).slice(0, 3);
  const problem = { code: "TKT-X", what: "There is no ticket.", next: [] };
  const waiting = { state: "waiting" } as const;
  expect(first({ ticket: waiting, problem })).toEqual([
    "The ticket sharer is running, and waits for a ticket.",
    "  There is no ticket.",
    expect.stringMatching(/^ {2}source /),
  ]);
  expect(first({ problem: { ...problem, why: "kinit: Clock skew too great" } })).toContain(
    "  why:   kinit: Clock skew too great",
  );
  expect(first({ ticket: { state: "unusable" } })[0]).toMatch(/no longer usable/);
  const dead = describeStatus({ ...status, source: { ...status.source, watcher: false } }, now);
  expect(dead).toContain("             that process is not running");
  const spoilt = describeStatus({ ...status, volume: { ...status.volume, folder: "0:0:755" } }, now);
  expect(spoilt).toContain("             its folder is 0:0:755 instead of 0:0:2770");
});

test("where the shell names what cannot be shared, the copy is reported all the same", () => {
  const { route: _, ...source } = status.source;
  const lines = describeStatus(
    { ...status, source: { ...source, name: "MEMORY:", problem: "MEMORY: is the memory of one process." } },
    now,
  );
  expect(lines[0]).toMatch(/is shared until 18:12/);
  const at = lines.indexOf("  source     MEMORY: (default)");
  expect(lines[at + 1]).toBe("             MEMORY: is the memory of one process.");
});

test("a moment today is its time alone", () => {
  expect(moment(seconds + 60, now)).toBe("09:01");
});
