import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { skipReason } from "../../../../e2e/world/kerberos/index.ts";
import type { HostCache } from "../platform/index.ts";
import { helpFor, readOwnTicket } from "./own-ticket.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-own-"));
  path = join(folder, "krb5cc");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(source: HostCache["source"] = { kind: "file", path }) {
  return readOwnTicket({ source } as HostCache);
}

async function refusal(): Promise<{ says: string; next: readonly string[] }> {
  return read().then(
    (found) => Promise.reject(new Error(`it was read: ${found?.principal}`)),
    (error: Error) => ({ says: error.message, next: helpFor(error) }),
  );
}

test("no file, no folder: there is no ticket", async () => {
  expect(await read()).toBeUndefined();
  path = join(folder, "none", "krb5cc");
  expect(await read()).toBeUndefined();
});

test("a link that leads back to itself, a folder, a file that is too large: in words, with what to type", async () => {
  symlinkSync(path, path);
  const { says, next } = await refusal();
  expect(says).toBe(`${path} is a symbolic link that leads back to itself`);
  expect(next[0]).toMatch(/^ls -ln /);
  rmSync(path);
  mkdirSync(path);
  expect(await refusal()).toEqual({ says: `${path} is no file`, next: [expect.stringMatching(/^klist /)] });
  rmSync(path, { recursive: true });
  writeFileSync(path, "");
  truncateSync(path, 1024 * 1024 + 1);
  expect((await refusal()).says).toMatch(/too large/);
});

test("another user's ticket", async () => {
  writeFileSync(path, "", { mode: 0 });
  chmodSync(folder, 0o755);
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    const { says, next } = await refusal();
    expect(says).toBe(`${path} may not be read by you`);
    expect(next).toEqual([expect.stringContaining(path), expect.stringMatching(/kinit/)]);
  } finally {
    if (root) process.seteuid?.(0);
  }
});

test("what is no credential cache brings its own help", async () => {
  writeFileSync(path, "nonsense");
  const { next } = await refusal();
  expect(next.length).toBeGreaterThan(0);
  expect(next).not.toEqual(["kinit"]);
});

const skip = skipReason("client", "keyring");
test.skipIf(skip !== undefined)(
  `a keyring without a ticket is none, and no failure${skip ? ` (${skip})` : ""}`,
  async () => {
    expect(await read({ kind: "keyring", name: `KEYRING:user:adp-none-${process.pid}` })).toBeUndefined();
  },
);
