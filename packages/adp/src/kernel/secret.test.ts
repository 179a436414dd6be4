import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { redact, Secret } from "./secret.ts";

test("a secret prints as *** however it is printed", () => {
  const secret = new Secret("hunter2");
  expect(
    [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ a: [secret] }),
    ].join(),
  ).not.toContain("hunter2");
  expect(secret.reveal()).toBe("hunter2");
});

test("random secrets differ and need no quoting in a URL", () => {
  const values = Array.from({ length: 50 }, () => Secret.random().reveal());
  expect(new Set(values).size).toBe(50);
  for (const value of values) expect(value).toMatch(/^[\w-]{32}$/);
});

test("redact removes every secret, raw and URL-encoded, and every password in a URL", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!value.includes("*"));
      const text = `${before}${value} ${encodeURIComponent(value)}${after}`;
      expect(redact(text, [new Secret(value)])).not.toContain(value);
    }),
  );
  expect(redact("GET https://bob:s3cret@mirror.example/simple failed", [])).toBe(
    "GET https://***@mirror.example/simple failed",
  );
});
