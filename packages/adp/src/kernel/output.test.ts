import { afterEach, expect, test, vi } from "vitest";
import { openOutput, printable, styleFor, table } from "./output.ts";

afterEach(() => vi.restoreAllMocks());

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

test("no control character from outside reaches a terminal; lines and our own colours do", () => {
  expect(printable("a\u001b[2J@EXAMPLE.TEST\r\u0007\u009b2J\u007f")).toBe("a·[2J@EXAMPLE.TEST···2J·");
  const { bold, red } = styleFor({ isTTY: true }, { TERM: "xterm" });
  const ours = `${bold("ümlaut")}\t${red("x")}\n`;
  expect(printable(ours)).toBe(ours);

  const said: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  openOutput().print("a\u001b[2J\r");
  openOutput().note("b\u001b[2J");
  expect(said).toEqual(["a·[2J\n", "b·[2J\n"]);
});
