import { describe, expect, it } from "vitest";
import { missedWhileStarting } from "./stop-signal.ts";

const status = (mask: number) => `Name:\tnode\nSigIgn:\t0000000000001000\nSigCgt:\t${mask.toString(16)}\n`;
const [interrupt, terminate, other] = [1 << 1, 1 << 14, 1 << 9];

describe("a signal that came while Node was starting", () => {
  it.each([
    ["none came", interrupt | terminate | other, undefined],
    ["SIGTERM", interrupt | other, "SIGTERM"],
    ["SIGINT", terminate | other, "SIGINT"],
    ["a Node that catches neither", other, undefined],
  ])("%s", (_, mask, missed) => {
    expect(missedWhileStarting(status(mask))).toBe(missed);
  });

  it("no Linux: nothing is known", () => {
    expect(missedWhileStarting("")).toBeUndefined();
  });
});
