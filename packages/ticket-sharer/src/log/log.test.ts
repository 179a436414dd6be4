import { act, either, run, shell } from "@airflow-data-platform/cli-kit";
import { describe, expect, it } from "vitest";
import { cacheBytes } from "../../test/tickets.ts";
import { usableTicket } from "../ticket.ts";
import { makeLog } from "./log.ts";
import { day, inWords } from "./words.ts";

const monday = Date.UTC(2026, 10, 23, 12);
const problem = {
  code: "TKT-X",
  what: "It is so.",
  why: "Because.",
  next: [either(run(shell`ls /x`, "lists"), act("do that"))],
  exit: 66,
} as const;

function lines(format: "json" | "human"): { log: ReturnType<typeof makeLog>; said: string[] } {
  const said: string[] = [];
  return { log: makeLog({ format, now: () => monday, print: (line) => said.push(line) }), said };
}

describe("the log", () => {
  it("is one JSON document a line", () => {
    const { log, said } = lines("json");
    log.problem("warn", "source", problem);
    log.write("info", { event: "started", message: "two\nlines" });
    expect(said.map((line) => JSON.parse(line))).toEqual([
      {
        time: "2026-11-23T12:00:00.000Z",
        level: "warn",
        event: "source",
        message: "It is so.",
        code: "TKT-X",
        why: "Because.",
        next: [{ either: [[{ run: "ls /x", why: "lists" }], [{ do: "do that" }]] }],
      },
      { time: "2026-11-23T12:00:00.000Z", level: "info", event: "started", message: "two\nlines" },
    ]);
  });

  it("on a terminal, says what, why and what next, and lets no control character through", () => {
    const { log, said } = lines("human");
    log.problem("warn", "source", { ...problem, what: "a file \u001b[31mred\u0007" });
    expect(said).toEqual([
      "12:00:00 WARNING a file \u00b7[31mred\u00b7 (TKT-X)\n           why:   Because.\n           next:  ls /x\n                  (lists)\n           or:    do that",
    ]);
  });
});

describe("plain words", () => {
  it("tell who, how long, and until when it can be renewed", () => {
    const start = monday / 1000;
    const words = (options: Parameters<typeof cacheBytes>[0], now = monday) =>
      inWords(usableTicket(cacheBytes({ start, ...options }), { now: monday }), now);
    expect(words({ lifeSeconds: 9 * 3600 + 12 * 60, renewSeconds: 4 * 86_400 })).toBe(
      "alice@EXAMPLE.TEST, valid 9 h 12 min, renewable until Friday",
    );
    expect(words({ lifeSeconds: 119 })).toBe("alice@EXAMPLE.TEST, valid 119 s, not renewable");
    expect(words({ lifeSeconds: 60 }, monday + 7_260_000)).toBe(
      "alice@EXAMPLE.TEST, expired 2 h 0 min ago, not renewable",
    );
    expect(words({ lifeSeconds: 3600, renewSeconds: 7 * 86_400 })).toMatch(
      /renewable until 30 November 2026$/,
    );
  });

  it("name the time today, and the day later", () => {
    expect(day(monday + 3_600_000, monday)).toMatch(/^\d\d:\d\d$/);
  });
});
