import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["dve", "dev"],
  ["DEV", "dev"],
  ["layer", "layer1"],
  ["datakti", "datakit"],
  ["platfrom", "platform"],
  ["demos", "demo"],
])("%s is probably %s", (typed, meant) => {
  expect(nearest(typed, ["demo", "dev", "layer1", "datakit", "platform"])).toBe(meant);
});

test.each([["frobnicate"], ["x"], [""]])("%j is near nothing", (typed) => {
  expect(nearest(typed, ["demo", "dev", "layer1"])).toBeUndefined();
});
