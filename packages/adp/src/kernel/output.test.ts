import { afterEach, expect, test, vi } from "vitest";
import { jsonText, openOutput, printable, styleFor, table } from "./output.ts";
import { Secret } from "./secret.ts";

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

  expect(printable("\u001b[31mFAILED\u001b[0m \u001b[1m")).toBe("·[31mFAILED·[0m ·[1m");
  expect(printable("a\u202egpj.exe\u2066b\u2069")).toBe("a·gpj.exe·b·");
  expect(printable(red("a\u001b[0m\u001b[2J"))).toBe("\u001b[31ma·[0m·[2J\u001b[0m");

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

test("JSON has no character that a terminal obeys, and the same value", () => {
  const value = { cell: "\u009b2J\u007f\u0085\u202e\u001b é\u00a0" };
  const text = jsonText(value);
  expect(text).toContain("\\u009b2J\\u007f\\u0085\\u202e\\u001b é\u00a0");
  expect(JSON.parse(text)).toEqual(value);
});

test("no secret that the process has met is printed, in whatever form it stands", () => {
  const secret = new Secret("k3pt/quiet=42");
  const traceback = new Error(`connect postgres failed: ${encodeURIComponent(secret.reveal())}`).stack ?? "";
  const said = printable(
    `${traceback}\nlink -> /x/${secret.reveal()}\n${Buffer.from(secret.reveal()).toString("base64")}`,
  );
  expect(said).not.toMatch(/k3pt|azNwd/);
  expect(said).toContain("***");
  const json = jsonText({ why: `refused ${secret.reveal()}`, cause: encodeURIComponent(secret.reveal()) });
  expect(json).not.toContain("k3pt");
  expect(JSON.parse(json)).toEqual({ why: "refused ***", cause: "***" });
});
