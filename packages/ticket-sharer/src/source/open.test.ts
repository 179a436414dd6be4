import { expect, it } from "vitest";
import { openSource } from "./open.ts";

it.each(["file:/tmp/x", "DIR:", "FOO:bar"])("%s names no cache: a wrong setting, 64", (text) => {
  expect(() => openSource(text)).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({
        code: "TKT-SETTING",
        exit: 64,
        what: expect.stringMatching(/^TICKET_SOURCE \(--source\) /),
        next: expect.arrayContaining([{ do: expect.stringMatching(/TICKET_SOURCE/) }]),
      }),
    }),
  );
});
