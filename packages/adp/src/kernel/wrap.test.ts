import { expect, test } from "vitest";
import { wrapped } from "./wrap.ts";

test("prose is broken at blanks, and what follows stands below its beginning", () => {
  expect(wrapped("  why:   one two three four", { columns: 18, indent: 9 })).toEqual([
    "  why:   one two",
    "         three",
    "         four",
  ]);
  expect(wrapped("short", { columns: 80 })).toEqual(["short"]);
  expect(wrapped("  a  b", { columns: Number.POSITIVE_INFINITY })).toEqual(["  a  b"]);
  expect(wrapped("an address that is-longer-than-the-line stays", { columns: 12 })).toEqual([
    "an address",
    "that",
    "is-longer-than-the-line",
    "stays",
  ]);
});
