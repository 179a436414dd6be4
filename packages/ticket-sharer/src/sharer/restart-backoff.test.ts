import { describe, expect, it } from "vitest";
import { RestartBackoff } from "./restart-backoff.ts";

describe("a source whose folder was removed", () => {
  const waits = (backoff: RestartBackoff, set: (now: number) => void, usable: boolean) => {
    let second = 0;
    while (!backoff.isOver(true, usable)) set(++second * 1000);
    return second;
  };

  it("is waited for a minute while the copy is usable, and five seconds where nobody could log in", () => {
    let now = 0;
    const set = (at: number) => {
      now = at;
    };
    expect(waits(new RestartBackoff(300, () => now), set, true)).toBe(60);
    now = 0;
    expect(waits(new RestartBackoff(300, () => now), set, false)).toBe(5);
    now = 0;
    expect(waits(new RestartBackoff(2, () => now), set, true)).toBe(2);
  });

  it("is waited for again when it was there between", () => {
    let now = 0;
    const backoff = new RestartBackoff(300, () => now);
    expect(backoff.isOver(true, true)).toBe(false);
    now = 59_000;
    expect(backoff.isOver(false, true)).toBe(false);
    now = 61_000;
    expect(backoff.isOver(true, true)).toBe(false);
    now = 121_000;
    expect(backoff.isOver(true, true)).toBe(true);
  });
});
