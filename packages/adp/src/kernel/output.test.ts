import { expect, test } from "vitest";
import { styleFor, table } from "./output.ts";

test("a table aligns text left and numbers right", () => {
  expect(
    table(
      ["table", "rows"],
      [
        ["flight", 336776],
        ["airline", 16],
      ],
    ),
  ).toEqual(
    ["table    rows", "-------  -------", "flight   336,776", "airline       16"].map((line, index) =>
      index === 0 ? "table       rows" : line,
    ),
  );
});

test("colour only on a terminal, and never with NO_COLOR", () => {
  expect(styleFor({ isTTY: true }, { TERM: "xterm" }).bold("x")).toBe("\u001b[1mx\u001b[0m");
  expect(styleFor({ isTTY: true }, { TERM: "xterm", NO_COLOR: "1" }).bold("x")).toBe("x");
  expect(styleFor({ isTTY: false }, { TERM: "xterm" }).bold("x")).toBe("x");
});
