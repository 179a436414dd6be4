import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, shell } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AdpError } from "../kernel/errors.ts";
import { checkSettings } from "./check-settings.ts";
import type { Settings } from "./settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-check-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refused(settings: Settings): AdpError {
  try {
    checkSettings(settings);
  } catch (error) {
    if (error instanceof AdpError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test.each([
  [{ TICKET_RENEW: "maybe" }, /^TICKET_RENEW is "maybe", not true or false/],
  [{ TICKET_POLL_SECONDS: "soon" }, /^TICKET_POLL_SECONDS is "soon", not a whole number/],
  [{ TICKET_PRINCIPAL: "a@b@c" }, /^TICKET_PRINCIPAL cannot be read/],
  [{ TICKET_ON_STOP: "delete" }, /^TICKET_ON_STOP is "delete", not keep or remove/],
  [{ TICKET_SPNS: "postgres/db" }, /^TICKET_SPNS is not a setting/],
  [{ TICKET_RENEWAL: "true" }, /^TICKET_RENEWAL is not a setting/],
  [{ TICKET_ONCE: "true" }, /^TICKET_ONCE is not a setting/],
  [{ TICKET_NETWORK: "corp" }, /not bridge or host/],
  [{ TICKET_KEYTAB: "svc.keytab", TICKET_PRINCIPAL: "svc@A" }, /is not a file/],
  [{ TICKET_KEYTAB: "/dev/null", TICKET_PRINCIPAL: "svc@A" }, /is not a file/],
] as [Settings, RegExp][])("%j: ADP-PLAT-005", (settings, words) => {
  const error = refused(settings);
  expect(error).toMatchObject({ code: "ADP-PLAT-005", exit: 64 });
  expect(error.message).toMatch(words);
});

test("a keytab without a principal: ADP-PLAT-005, and how to see whose keys it holds", () => {
  const keytab = join(folder, "k");
  writeFileSync(keytab, "");
  expect(refused({ TICKET_KEYTAB: keytab })).toMatchObject({
    code: "ADP-PLAT-005",
    next: [run(shell`klist -k ${keytab}`, "shows whose keys it holds"), expect.anything()],
  });
});
