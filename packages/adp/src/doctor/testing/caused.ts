import { expect } from "vitest";
import { thisMachine } from "../../kernel/machine.ts";
import { type CauseName, causes } from "./causes.ts";
import { outcome, type TestContext } from "./machine.ts";
import { type Seen, seenOf } from "./seen.ts";

/** That a check finds what the table says of this cause, which the test has made real. */
export async function expectCaused(name: CauseName, context: TestContext): Promise<void> {
  const made = await outcome(causes[name].check, context);
  expectSeen(name, seenOf(made?.findings ?? []));
}

export function expectSeen(name: CauseName, seen: readonly Seen[]): void {
  const { finding, sentence, remedy } = causes[name];
  expect(seen).toContainEqual({
    finding,
    sentence: expect.stringMatching(pattern(sentence)),
    remedy: thisMachine() === "debian" ? expect.stringMatching(pattern(remedy)) : expect.any(String),
  });
}

/** The text with anything in the place of each ellipsis. */
function pattern(text: string): RegExp {
  const parts = text.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`);
}
