import { expect, test } from "vitest";
import { duration } from "./index.ts";

test("the unit fits the length", () => {
  expect([-5, 0, 119, 120, 3599, 3600, 172_799, 172_800].map(duration)).toEqual([
    "0 s",
    "0 s",
    "119 s",
    "2 min",
    "59 min",
    "1 h 0 min",
    "47 h 59 min",
    "2 days",
  ]);
});
