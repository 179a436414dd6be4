import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memory, newPlace } from "../../test/folders.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { SharerError } from "../errors.ts";
import { type Ticket, usableTicket } from "../ticket.ts";
import { Publication } from "./publication.ts";

const begin = 1_800_000_000;
const soak = Number(process.env.SOAK_SECONDS ?? 0);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("offer" as const),
      by: fc.integer({ min: 0, max: 1 }),
      user: fc.constantFrom("alice", "alice", "alice", "bob"),
      start: fc.integer({ min: -600, max: 600 }),
      lifeSeconds: fc.integer({ min: 1, max: 5000 }),
      offsetSeconds: fc.constantFrom(0, 0, -200, 700),
      services: fc.subarray(["postgres/db", "http/web"]),
      cut: fc.option(fc.integer({ min: 0, max: 400 }), { freq: 5, nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 2000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("damage" as const) }) },
);

/** The ticket that a reader finds there; undefined for none that a login would accept. */
function found(path: string, now: number): Ticket | undefined {
  try {
    return usableTicket(readFileSync(path), { now });
  } catch {
    return undefined;
  }
}

describe("whatever is offered, by whom and when", () => {
  it(
    "a good copy is never replaced by a worse one, and a good ticket always by a better one",
    () => {
      const { cacheDir, copy } = newPlace(memory);
      const options = soak > 0 ? { interruptAfterTimeLimit: soak * 1000, numRuns: 1e9 } : { numRuns: 200 };
      fc.assert(
        fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
          rmSync(cacheDir, { recursive: true });
          mkdirSync(cacheDir);
          const sharers = [0, 1].map(() => new Publication({ path: copy }));
          let now = begin * 1000;
          for (const one of steps) {
            if (one.kind === "wait") now += one.seconds * 1000;
            else if (one.kind === "remove") rmSync(copy, { force: true });
            else if (one.kind === "damage") writeFileSync(copy, "junk");
            else {
              const { kind: _, by, cut, ...options } = one;
              const whole = cacheBytes({ ...options, start: now / 1000 + one.start });
              const bytes = cut === undefined ? whole : whole.subarray(0, cut);
              const before = found(copy, now);
              const offered = tryExamine(bytes, now);
              if (offered !== undefined) sharers[by]?.offer(offered, now);
              const after = found(copy, now);
              if (before !== undefined) {
                expect(after).toBeDefined();
                if (after?.client.equals(before.client))
                  expect(after.facts.endtime).toBeGreaterThanOrEqual(before.facts.endtime);
              }
              // What a login would accept is there afterwards, or better of the same principal.
              if (offered !== undefined) {
                expect(after?.client.equals(offered.client)).toBe(true);
                expect(after?.facts.endtime).toBeGreaterThanOrEqual(offered.facts.endtime);
              }
            }
          }
        }),
        options,
      );
    },
    300_000 + soak * 1000,
  );
});

function tryExamine(bytes: Uint8Array, now: number): Ticket | undefined {
  try {
    return usableTicket(bytes, { now });
  } catch (error) {
    // Refused for what it is, as SharerError or the library's error; a bug is neither.
    if (error instanceof SharerError || (error instanceof Error && "code" in error)) return undefined;
    throw error;
  }
}
