import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { checkSettings } from "./check-settings.ts";
import type { Settings } from "./settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function refused(settings: Settings): Promise<AdpError> {
  return checkSettings(settings, false).then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error) => error as AdpError,
  );
}

test.each([
  [{ TICKET_RENEW: "maybe" }, /^TICKET_RENEW is "maybe", not true or false/],
  [{ TICKET_POLL_SECONDS: "soon" }, /^TICKET_POLL_SECONDS is "soon", not a whole number/],
  [{ TICKET_SPNS: "postgres" }, /^TICKET_SPNS holds "postgres", which is no service principal name/],
  [{ TICKET_PRINCIPAL: "a@b@c" }, /^TICKET_PRINCIPAL cannot be read/],
  [{ TICKET_ON_STOP: "delete" }, /^TICKET_ON_STOP is "delete", not keep or remove/],
  [{ TICKET_SPN: "postgres/db" }, /^TICKET_SPN is set, and there is no such setting/],
  [{ TICKET_RENEWAL: "true" }, /^TICKET_RENEWAL is set/],
  [{ TICKET_ONCE: "true" }, /^TICKET_ONCE is set/],
  [{ TICKET_METRICS_PORT: "http" }, /^TICKET_METRICS_PORT is "http", not a whole number/],
  [{ TICKET_METRICS_PORT: "0" }, /which is no port/],
  [{ TICKET_NETWORK: "corp" }, /not bridge or host/],
  [{ TICKET_KEYTAB: "svc.keytab", TICKET_PRINCIPAL: "svc@A" }, /which is no file/],
  [{ TICKET_KEYTAB: "/dev/null", TICKET_PRINCIPAL: "svc@A" }, /which is no file/],
] as [Settings, RegExp][])("%j: ADP-PLAT-005", async (settings, words) => {
  const error = await refused(settings);
  expect(error).toMatchObject({ code: "ADP-PLAT-005", exit: 64 });
  expect(error.message).toMatch(words);
});

test.each(["94x", "0", "65536"])("a port of metrics that is none, %s: the example is one", async (port) => {
  expect(await refused({ TICKET_METRICS_PORT: port })).toMatchObject({ next: ["TICKET_METRICS_PORT=9464"] });
});

test("a keytab without a principal: ADP-PLAT-005, and how to see whose keys it holds", async () => {
  const keytab = join(folder, "k");
  writeFileSync(keytab, "");
  expect(await refused({ TICKET_KEYTAB: keytab })).toMatchObject({
    code: "ADP-PLAT-005",
    next: [expect.stringContaining(`klist -k ${keytab}`), "TICKET_PRINCIPAL=svc-airflow@CORP.EXAMPLE"],
  });
});

test("a port that somebody else has: ADP-PLAT-006; our own container's is fine", async () => {
  const server = createServer();
  await new Promise<void>((ready) => server.listen({ host: "127.0.0.1", port: 0 }, ready));
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const error = await refused({ TICKET_METRICS_PORT: port });
    expect(error).toMatchObject({ code: "ADP-PLAT-006", exit: 2 });
    expect(error.next[0]).toContain(port);
    await checkSettings({ TICKET_METRICS_PORT: port }, true);
  } finally {
    await new Promise((closed) => server.close(closed));
  }
});
