import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../kernel/process.ts";

test("a text of 1 GB is scanned in bounded memory, and a password in its last line is found", async () => {
  const script = join(import.meta.dirname, "testing", "large-text.ts");
  const scan = async (megabytes: number) => {
    const { stdout } = await run([process.execPath, "--import", "tsx", script, String(megabytes)], {
      timeoutMs: 1_200_000,
    });
    return JSON.parse(stdout) as {
      bytes: number;
      findings: { line: number; rule: string }[];
      unread: unknown[];
      megabytesOfMemory: number;
      linesOfOne: number;
    };
  };
  const large = await scan(1024);
  expect(large.bytes).toBeGreaterThan(1_073_741_824);
  expect(large.unread).toEqual([]);
  // The lines count over the parts in which it was read: one finding in the middle, one at the end.
  const { linesOfOne } = large;
  const rule = "sql-password";
  expect(large.findings).toEqual([
    { line: 513 * linesOfOne + 1, rule },
    { line: 1024 * linesOfOne + 2, rule },
  ]);
  expect(large.megabytesOfMemory).toBeLessThan(400);
});
