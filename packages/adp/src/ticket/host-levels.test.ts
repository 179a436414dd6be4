import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tickets } from "@airflow-data-platform/krb5";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { openOutput } from "../kernel/output.ts";
import { TicketSharer } from "../platform/index.ts";
import type { CheckContext } from "./check-context.ts";
import { client, kdc as kdcLevel, krb5Conf, present, valid } from "./host-levels.ts";
import { parseLogin } from "./target.ts";

const fixtures = join(import.meta.dirname, "../../../krb5/test/fixtures");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-levels-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function contextOf(more: Partial<CheckContext> = {}, env: NodeJS.ProcessEnv = {}): CheckContext {
  const sharer = new TicketSharer({
    root: folder,
    output: openOutput({ json: true }),
    env,
  });
  return {
    sharer,
    spn: undefined,
    login: undefined,
    databaseUser: undefined,
    container: undefined,
    now: Date.now,
    ...more,
  };
}

async function errorOf(work: Promise<unknown>): Promise<AdpError> {
  return work.then(
    (found) => Promise.reject(new Error(`nothing was thrown: ${found}`)),
    (error) => error as AdpError,
  );
}

/** Writes a krb5.conf and points to it. */
function configured(text: string): void {
  writeFileSync(join(folder, "krb5.conf"), text);
  vi.stubEnv("KRB5_CONFIG", join(folder, "krb5.conf"));
}

test("no Kerberos programs: ADP-TKT-001 names the package", async () => {
  vi.stubEnv("PATH", folder);
  const error = await errorOf(client());
  expect(error).toMatchObject({ code: "ADP-TKT-001", why: "Not on PATH: klist, kinit, kvno." });
  expect(JSON.stringify(error.next)).toMatch(/krb5/);
});

test("no krb5.conf, one without a realm, one that is broken: ADP-TKT-002", async () => {
  vi.stubEnv("KRB5_CONFIG", join(folder, "none"));
  expect(await errorOf(krb5Conf(contextOf()))).toMatchObject({ code: "ADP-TKT-002" });
  configured("[libdefaults]\n rdns = false\n");
  expect(await errorOf(krb5Conf(contextOf()))).toMatchObject({
    why: expect.stringContaining("default_realm"),
  });
  configured("[realms\n");
  expect(await errorOf(krb5Conf(contextOf()))).toMatchObject({ code: "ADP-TKT-002" });
});

test("a KDC that is not there, and none at all: ADP-TKT-003 shows each that was asked", async () => {
  configured(
    "[libdefaults]\n default_realm = A.EXAMPLE\n dns_lookup_kdc = false\n[realms]\n A.EXAMPLE = {\n  kdc = 127.0.0.1:1\n }\n",
  );
  const found = contextOf();
  await krb5Conf(found);
  expect(await errorOf(kdcLevel(found))).toMatchObject({
    code: "ADP-TKT-003",
    evidence: [expect.stringMatching(/^127\.0\.0\.1:1: .*ECONNREFUSED/)],
  });
  configured("[libdefaults]\n default_realm = A.EXAMPLE\n dns_lookup_kdc = false\n");
  await krb5Conf(found);
  expect(await errorOf(kdcLevel(found))).toMatchObject({
    code: "ADP-TKT-003",
    why: expect.stringMatching(/names one/),
  });
});

test("a KDC behind a web server is not asked, and fails nothing", async () => {
  configured(
    "[libdefaults]\n default_realm = A.EXAMPLE\n[realms]\n A.EXAMPLE = {\n  kdc = https://p.invalid/x\n  kdc = 127.0.0.1:1\n }\n",
  );
  const found = contextOf();
  await krb5Conf(found);
  expect(await kdcLevel(found)).toMatch(/^https:\/\/p\.invalid .*not ask/);
});

test("the ticket's realm counts, whatever krb5.conf's default is", async () => {
  vi.stubEnv("KRB5CCNAME", join(folder, "krb5cc"));
  const found = contextOf();
  copyFileSync(join(fixtures, "mit-v4.ccache"), join(folder, "krb5cc"));
  for (const text of ["[libdefaults]\n", "[libdefaults]\n default_realm = RES.EXAMPLE\n"]) {
    configured(text);
    expect(await krb5Conf(found)).toMatch(/realm EXAMPLE\.TEST, the ticket's$/);
    expect(found.realm).toBe("EXAMPLE.TEST");
  }
  // One that cannot be read has no say; the level of the ticket tells of it.
  writeFileSync(join(folder, "krb5cc"), "nonsense");
  expect(await krb5Conf(found)).toMatch(/realm RES\.EXAMPLE$/);
});

test("a server that no name service knows: ADP-TKT-014", async () => {
  configured("[libdefaults]\n default_realm = A.EXAMPLE\n");
  const found = contextOf({ login: parseLogin("postgres", "no-such-host.invalid") });
  await krb5Conf(found);
  expect(await errorOf(kdcLevel(found))).toMatchObject({ code: "ADP-TKT-014" });
});

test("no ticket, and what is no ticket: ADP-TKT-005 names the place", async () => {
  const cache = join(folder, "krb5cc");
  vi.stubEnv("KRB5CCNAME", cache);
  expect(await errorOf(present(contextOf()))).toMatchObject({
    code: "ADP-TKT-005",
    message: `There is no ticket in FILE:${cache}.`,
    why: "KRB5CCNAME names that cache.",
  });
  writeFileSync(cache, "nonsense");
  expect(await errorOf(present(contextOf()))).toMatchObject({ code: "ADP-TKT-005", next: expect.any(Array) });
  rmSync(cache);
  mkdirSync(cache);
  expect(await errorOf(present(contextOf()))).toMatchObject({
    why: expect.stringContaining("is not a file"),
  });
});

test("a ticket that has ended: ADP-TKT-006; before its end it is fine", async () => {
  vi.stubEnv("KRB5CCNAME", join(folder, "krb5cc"));
  copyFileSync(join(fixtures, "mit-v4.ccache"), join(folder, "krb5cc"));
  const found = contextOf();
  expect(await present(found)).toContain(String(found.ticket?.principal));
  const times = found.ticket === undefined ? undefined : tickets(found.ticket)[0]?.times;
  const later = { ...found, now: () => ((times?.endtime ?? 0) + 86_400) * 1000 };
  expect(await errorOf(valid(later))).toMatchObject({
    code: "ADP-TKT-006",
    next: expect.arrayContaining([{ run: { shell: expect.stringMatching(/^kinit/) } }]),
  });
  expect(await valid({ ...found, now: () => ((times?.endtime ?? 0) - 60) * 1000 })).toMatch(/^until /);
});
