import fc from "fast-check";
import { expect, test } from "vitest";
import { Matcher } from "./matcher.ts";

const small = fc.uint8Array({ minLength: 0, maxLength: 200, max: 3 });
const needle = fc.uint8Array({ minLength: 2, maxLength: 9, max: 3 });

test("it finds exactly what Buffer.indexOf finds, at the same place", () => {
  fc.assert(
    fc.property(small, fc.array(needle, { maxLength: 6 }), (text, needles) => {
      const buffers = needles.map((one) => Buffer.from(one));
      const found = new Matcher(buffers).find(text);
      const expected = buffers.map((one) => Buffer.from(text).indexOf(one));
      expect(buffers.map((_, index) => found.get(index) ?? -1)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test("also at the very beginning, at the end, and longer than its window", () => {
  const matcher = new Matcher([
    Buffer.from("begin"),
    Buffer.from("a very long needle".repeat(30)),
    Buffer.from("end"),
  ]);
  expect(
    [...matcher.find(Buffer.from(`begin ${"a very long needle".repeat(30)} end`)).keys()].sort(),
  ).toEqual([0, 1, 2]);
  expect(matcher.find(Buffer.from("a very long needle")).size).toBe(0);
});

test("without needles nothing is found", () => {
  expect(new Matcher([]).find(Buffer.from("anything")).size).toBe(0);
});
