import { expect, test } from "vitest";
import { until } from "./index.ts";

test("gives the first answer that is something, 0 and the empty text included", async () => {
  const answers = [undefined, false, 0];
  expect(await until(() => answers.shift(), { timeoutMs: 60_000, everyMs: 1 })).toBe(0);
});

test("looks at least once, and gives undefined when the time is over", async () => {
  let looks = 0;
  const look = () => {
    looks += 1;
    return undefined;
  };
  expect(await until(look, { timeoutMs: 0 })).toBeUndefined();
  expect(looks).toBe(1);
});

test("a look that throws, and a signal, end it", async () => {
  const bad = () => {
    throw new Error("no look");
  };
  await expect(until(bad, { timeoutMs: 5000 })).rejects.toThrow("no look");
  const controller = new AbortController();
  const waiting = until(() => undefined, { timeoutMs: 60_000, everyMs: 60_000, signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
});
