import { expect } from "vitest";
import { thisMachine } from "../../kernel/machine.ts";
import { type Cause, type CauseName, causes } from "./causes.ts";
import { onSystem, outcome, type TestContext } from "./machine.ts";
import { type Seen, seenOf } from "./seen.ts";

/** That a check finds what the table says of this cause, which the test has made real. */
export async function expectCaused(name: CauseName, context: TestContext): Promise<void> {
  for (const system of ["debian", "macos", "wsl"] as const) {
    const made = await outcome(causes[name].check, onSystem(context, system));
    expectSeen(name, seenOf(made?.findings ?? []), system);
  }
}

export function expectSeen(name: CauseName, seen: readonly Seen[], system = thisMachine()): void {
  const { finding, sentence, remedy, elsewhere }: Cause = causes[name];
  const first =
    system === "debian"
      ? remedy
      : system === "macos" || system === "wsl"
        ? (elsewhere[system] ?? remedy)
        : "…";
  expect(seen, system).toContainEqual({
    finding,
    sentence: expect.stringMatching(pattern(sentence)),
    remedy: expect.stringMatching(pattern(first)),
  });
}

/** The text with anything in the place of each ellipsis. */
function pattern(text: string): RegExp {
  const parts = text.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`);
}
