import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { exportOnce, helpForKeyring } from "./keyring.ts";

// With programs in the place of klist and kvno, for the words of versions that are not here. A real export of a real
// keyring is in e2e/platform-stores.test.ts.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-keyring-test-"));
  vi.stubEnv("PATH", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function problemWith(kvno: string): Promise<string> {
  const program = (name: string, body: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  program("klist", "echo 'Default principal: alice@A.EXAMPLE'");
  program("kvno", `printf '%s\\n' ${kvno} >&2; exit 1`);
  return (await exportOnce({ name: "KEYRING:x", target: join(folder, "krb5cc") })) ?? "";
}

test.each([
  ["long options", `"kvno: unrecognized option '--cached-only'"`],
  ["short ones alone", `"kvno: invalid option -- '-'"`],
])("a kvno before krb5 1.19, which knows %s: a file gets the ticket", async (_, words) => {
  const problem = await problemWith(`${words} 'usage: kvno [-C] [-u]' '	service1 service2 ...'`);
  expect(problem).toMatch(/older than krb5 1\.19/);
  expect(helpForKeyring(problem)[0]).toMatchObject({
    run: { shell: expect.stringMatching(/^export KRB5CCNAME=FILE:/) },
  });
});

test("whatever else it says: its first line", async () => {
  const problem = await problemWith("'kvno: Matching credential not found' 'and more'");
  expect(problem).toBe("kvno: Matching credential not found");
  expect(JSON.stringify(helpForKeyring(problem))).toContain("kinit");
});
