import { expect, test } from "vitest";
import { keptFor } from "./kept.ts";

function counted(keepMs: number): () => Promise<number> {
  let asked = 0;
  return keptFor(keepMs, async () => ++asked);
}

test("an answer is kept for its time, also for those who ask while it is on its way", async () => {
  const kept = counted(600_000);
  expect(await Promise.all([kept(), kept()])).toEqual([1, 1]);
  expect(await kept()).toBe(1);
});

test("after its time it is asked again", async () => {
  const fresh = counted(0);
  expect([await fresh(), await fresh()]).toEqual([1, 2]);
});
