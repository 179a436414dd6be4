import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { shellWord } from "./shell-word.ts";

it("a path is one word for a shell, and as it is where it can be", () => {
  expect(shellWord("/tmp/krb5cc_1000")).toBe("/tmp/krb5cc_1000");
  for (const path of ["/my tickets/krb5cc", "/it's", "/$HOME/`id`", "/a\\b;c&d", "/j\u00fcrgen", "~", ""])
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(path)}`], { encoding: "utf8" })).toBe(path);
});
