import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { openPrompt } from "./prompt.ts";
import { Secret } from "./secret.ts";

const stdin = Object.getOwnPropertyDescriptor(process, "stdin") as PropertyDescriptor;
afterEach(() => {
  Object.defineProperty(process, "stdin", stdin);
});

test("a question that quotes a folder or a setting moves no cursor, and shows no secret", async () => {
  const typed = Object.assign(new PassThrough(), { isTTY: true });
  Object.defineProperty(process, "stdin", { ...stdin, get: () => typed });
  let shown = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  const password = new Secret("correct-horse-battery");
  typed.end("y\n");
  const answer = await openPrompt()?.confirm(`Remove a\u001b[2J\u202eb of ${password.reveal()}?`);
  expect(answer).toBe(true);
  expect(shown).toContain("Remove a·[2J·b of ***? [y/N] ");
  expect(shown).not.toContain("\u001b[2J");
  expect(shown).not.toContain(password.reveal());
});
