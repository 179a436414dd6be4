import { Exit } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { at } from "../test/environment.ts";
import { newPlace } from "../test/folders.ts";
import { put } from "../test/put.ts";
import { cacheBytes } from "../test/tickets.ts";
import { main } from "./main.ts";

/** What it prints when nothing says which log is wanted. */
async function printed(
  terminal: boolean,
  bytes: Uint8Array | undefined,
): Promise<{ code: number; text: string }> {
  const place = newPlace();
  if (bytes !== undefined) put(place.source, bytes);
  const lines: string[] = [];
  const stop = new AbortController().signal;
  const print = (line: string) => lines.push(line);
  const code = await main({ args: ["--once"], env: at(place), print, terminal, stop });
  return { code, text: lines.join("\n") };
}

describe("the log, unless told otherwise", () => {
  it("is for people on a terminal, and for programs elsewhere", async () => {
    const onTerminal = await printed(true, cacheBytes());
    expect(onTerminal.code).toBe(Exit.ok);
    expect(onTerminal.text).toMatch(
      /^\d\d:\d\d:\d\d alice@EXAMPLE.TEST, valid (10 h 0|9 h 59) min, not renewable$/,
    );
    const elsewhere = await printed(false, cacheBytes());
    expect(JSON.parse(elsewhere.text)).toMatchObject({ event: "published", principal: "alice@EXAMPLE.TEST" });
  });

  it("gives advice to both", async () => {
    const junk = Buffer.from("junk");
    const onTerminal = await printed(true, junk);
    expect(onTerminal.code).toBe(Exit.data);
    expect(onTerminal.text).toMatch(
      /^\d\d:\d\d:\d\d WARNING .*\(KRB5-CCACHE-NOT-A-CCACHE\)\n +(why: .*\n +)?next: /,
    );
    expect(JSON.parse((await printed(false, junk)).text).next.length).toBeGreaterThan(0);
  });

  it("a wrong setting, which comes before any log, is reported in the same way", async () => {
    const stop = new AbortController().signal;
    for (const terminal of [true, false]) {
      const lines: string[] = [];
      const print = (line: string) => lines.push(line);
      const code = await main({ args: ["--log", "loud"], env: {}, print, terminal, stop });
      expect(code).toBe(Exit.usage);
      if (terminal)
        expect(lines.join("\n")).toMatch(/^TKT-SETTING {2}TICKET_LOG .*\n {2}next: {2}set TICKET_LOG=auto$/);
      else
        expect(JSON.parse(lines.join("\n"))).toEqual({
          time: expect.stringMatching(/^\d{4}-.*Z$/),
          level: "error",
          event: "fatal",
          message: expect.stringMatching(/^TICKET_LOG /),
          code: "TKT-SETTING",
          next: [{ do: "set TICKET_LOG=auto" }],
        });
    }
  });
});
