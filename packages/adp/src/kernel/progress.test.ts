import { expect, test } from "vitest";
import { openOutput } from "./output.ts";
import { Progress } from "./progress.ts";

async function lineOf(end: (controller: AbortController) => void): Promise<string> {
  const lines: string[] = [];
  const controller = new AbortController();
  const progress = new Progress({ ...openOutput(), note: (line) => lines.push(line) }, controller.signal);
  const step = progress.step("Start", async () => end(controller));
  await step.catch(() => undefined);
  return lines.join("\n");
}

test("a step that fails is FAILED; one that Ctrl-C ended is stopped", async () => {
  const fail = () => {
    throw new Error("no");
  };
  expect(await lineOf(() => undefined)).toMatch(/^ {2}ok Start [\d.]+ s$/);
  expect(await lineOf(fail)).toMatch(/^ {2}FAILED Start/);
  expect(
    await lineOf((controller) => {
      controller.abort();
      fail();
    }),
  ).toMatch(/^ {2}stopped Start/);
});
