import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { sideBySide } from "./side-by-side.ts";
import type { Suite } from "./suite.ts";

function suite(name: string, more: Partial<Suite> = {}): Suite {
  return { room: "room", name, run: async () => ({ passed: 1, failed: 0, skipped: 0 }), ...more };
}

/** Runs them; gives the order of their starts, and the names that ran at the same time. */
async function observed(suites: readonly Suite[], jobs: number) {
  const started: string[] = [];
  const running = new Set<string>();
  const together: string[] = [];
  await sideBySide(suites, jobs, async ({ name }) => {
    started.push(name);
    running.add(name);
    together.push([...running].sort().join());
    await sleep(10);
    running.delete(name);
  });
  return { started, together };
}

test("the slowest starts first, an unknown one counts as a minute, and no more run than there are jobs", async () => {
  const suites = [suite("quick", { seconds: 5 }), suite("unknown"), suite("slow", { seconds: 300 })];
  const { started, together } = await observed(suites, 2);
  expect(started).toEqual(["slow", "unknown", "quick"]);
  expect(together.every((names) => names.split(",").length <= 2)).toBe(true);
  expect(together).toContain("slow,unknown");
});

test("two that use the same thing never run at the same time; another one goes ahead", async () => {
  const suites = [
    suite("a", { seconds: 300, uses: "thing" }),
    suite("b", { seconds: 200, uses: "thing" }),
    suite("c", { seconds: 100 }),
  ];
  const { started, together } = await observed(suites, 3);
  expect(started).toEqual(["a", "c", "b"]);
  expect(together.some((names) => names.includes("a") && names.includes("b"))).toBe(false);
});

test("what a suite throws ends the run", async () => {
  const fail = () => Promise.reject(new Error("broken"));
  await expect(sideBySide([suite("one")], 2, fail)).rejects.toThrow("broken");
});
