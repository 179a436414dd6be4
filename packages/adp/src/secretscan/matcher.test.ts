import fc from "fast-check";
import { expect, test } from "vitest";
import { Matcher } from "./matcher.ts";

const small = fc.uint8Array({ minLength: 0, maxLength: 200, max: 3 });
const needle = fc.uint8Array({ minLength: 3, maxLength: 9, max: 3 });

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

test("letters of both cases are one, where that is asked for", () => {
  const text = Buffer.from("x = PassWord_1");
  expect([...new Matcher([Buffer.from("password")], { anyCase: true }).find(text)]).toEqual([[0, 4]]);
  expect(new Matcher([Buffer.from("password")]).find(text).size).toBe(0);
});

const long = fc.string({
  minLength: 20,
  maxLength: 200,
  unit: fc.constantFrom(..."abcdefghijklmnopq0123456789"),
});

test("a value is found however it was wrapped, at its first byte", () => {
  const breaks = fc.constantFrom("\n", "\r\n", "\\\n", '"\n    "', "\\n", "' +\n  '", "\n# ");
  fc.assert(
    fc.property(
      long,
      breaks,
      fc.integer({ min: 57, max: 76 }),
      fc.integer({ min: 0, max: 75 }),
      (value, gap, width, before) => {
        const shifted = " ".repeat(before % width) + value;
        const lines = shifted.match(new RegExp(`.{1,${width}}`, "g")) ?? [];
        const text = lines.join(gap);
        const found = new Matcher([Buffer.from(value)], { wrapped: true }).find(Buffer.from(text));
        // The n of an escaped end of line may itself be the value's first letter.
        if (gap === "\\n") expect(found.has(0)).toBe(true);
        else expect([...found]).toEqual([[0, before % width]]);
      },
    ),
  );
});

test("what is only like it is not found", () => {
  fc.assert(
    fc.property(long, fc.nat(), (value, place) => {
      const at = place % value.length;
      const other = `${value.slice(0, at)}X${value.slice(at + 1)}`;
      expect(new Matcher([Buffer.from(value)], { wrapped: true }).find(Buffer.from(other)).size).toBe(0);
    }),
  );
});
