import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { helpFor, readOwnTicket } from "./own-ticket.ts";
import type { HostCache } from "./source.ts";

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

async function refusal(): Promise<{ says: string; next: Next }> {
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
  expect(JSON.stringify(next)).toContain("ls -ln ");
  rmSync(path);
  mkdirSync(path);
  expect(await refusal()).toEqual({
    says: `${path} is not a file`,
    next: [run(shell`klist`, "shows where your ticket is")],
  });
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
    expect(says).toBe(`you may not read ${path}`);
    expect(JSON.stringify(next)).toContain(path);
    expect(JSON.stringify(next)).toContain("kinit");
  } finally {
    if (root) process.seteuid?.(0);
  }
});

test("what is no credential cache brings its own help", async () => {
  writeFileSync(path, "nonsense");
  const { next } = await refusal();
  expect(next.length).toBeGreaterThan(0);
  expect(next).not.toEqual([run(shell`kinit`)]);
});
