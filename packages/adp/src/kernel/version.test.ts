import { expect, it } from "vitest";
import { compareVersions } from "./version.ts";

it.each([
  ["1.2.3", "1.2.3", 0],
  ["1.10.0", "1.9.9", 1],
  ["3.3", "3.3.0", 0],
  ["2.11.0", "3.0.0", -1],
  ["0.2.0-rc1", "0.1.0", 1],
])("%s beside %s: %i", (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
  expect(Math.abs(compareVersions(b, a))).toBe(Math.abs(order));
});
