import { fstatSync, readFileSync, statSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { newPlace } from "../../test/folders.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { examine } from "../examine.ts";
import { Publication } from "./publication.ts";
import { writeWhole } from "./write-whole.ts";

/** What was asked of the file system, in order: the real calls are made as well. */
const calls: { readonly call: "sync" | "rename"; readonly ino: number; readonly size?: number }[] = [];

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    fsyncSync: (file: number) => {
      const { ino, size } = fstatSync(file);
      calls.push({ call: "sync", ino, size });
      fs.fsyncSync(file);
    },
    renameSync: (from: string, to: string) => {
      calls.push({ call: "rename", ino: fs.statSync(from).ino });
      fs.renameSync(from, to);
    },
  };
});

// A power cut cannot be had in a test: the order in which the disk is asked is what it rests on.
describe("a power cut at any moment leaves the old file or the new one, whole", () => {
  beforeEach(() => {
    calls.length = 0;
  });

  it.each([
    ["the ticket", publish],
    ["a file that is written as durable", writeDurably],
  ])(
    "%s: all its bytes are on the disk before it takes its name, and the name before it is told of",
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
  const ticket = examine(bytes, { now: Date.now() });
  expect(new Publication({ path, spns: [] }).offer(ticket, Date.now()).kind).toBe("published");
  expect(readFileSync(path).equals(bytes)).toBe(true);
}

function writeDurably(path: string): void {
  writeWhole(path, "one", { mode: 0o640, durable: true });
}
