import fs, { fstatSync, readFileSync, statSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { writeAtomic } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newPlace } from "../../test/folders.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { usableTicket } from "../ticket.ts";
import { Publication } from "./publication.ts";

/** What was asked of the file system, in order: the real calls are made as well. */
const calls: { readonly call: "sync" | "rename"; readonly ino: number; readonly size?: number }[] = [];

// A power cut cannot be had in a test: the order in which the disk is asked is what it rests on.
describe("a power cut at any moment leaves the old file or the new one, whole", () => {
  beforeEach(() => {
    calls.length = 0;
    const { fsyncSync, renameSync } = fs;
    vi.spyOn(fs, "fsyncSync").mockImplementation((file) => {
      const { ino, size } = fstatSync(file);
      calls.push({ call: "sync", ino, size });
      fsyncSync(file);
    });
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      calls.push({ call: "rename", ino: statSync(from).ino });
      renameSync(from, to);
    });
    syncBuiltinESMExports();
  });

  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  it.each([
    ["the ticket", publish],
    ["a file that is written as durable", writeDurably],
  ])(
    "%s: all its bytes are on the disk before it takes its name, and the name before it is reported",
    (_, write) => {
      const { copy, cacheDir } = newPlace();
      write(copy);
      const { ino, size } = statSync(copy);
      expect(calls).toEqual([
        { call: "sync", ino, size },
        { call: "rename", ino },
        { call: "sync", ino: statSync(cacheDir).ino, size: expect.any(Number) },
      ]);
    },
  );
});

function publish(path: string): void {
  const bytes = cacheBytes();
  const ticket = usableTicket(bytes, { now: Date.now() });
  expect(new Publication({ path }).offer(ticket, Date.now()).kind).toBe("published");
  expect(readFileSync(path).equals(bytes)).toBe(true);
}

function writeDurably(path: string): void {
  writeAtomic(path, "one", { mode: 0o640, durable: true });
}
