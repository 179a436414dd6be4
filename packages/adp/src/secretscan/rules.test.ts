import { expect, test } from "vitest";
import { interestOf } from "./interest.ts";
import { codeRules, rules } from "./rules/index.ts";
import { scanFile } from "./scan-file.ts";
import { scanAround, scanBytes, scanOwn } from "./scan-text.ts";
import { credentials } from "./testing/credentials.ts";
import { examples } from "./testing/examples.ts";
import { Values } from "./testing/values.ts";

const all = [...rules, ...codeRules];

test("every rule has examples, and every example a rule", () => {
  expect(Object.keys(examples).sort()).toEqual(all.map(({ id }) => id).sort());
});

test.each(all)("$id finds its examples, and leaves what only looks like them", (rule) => {
  for (const content of examples[rule.id]?.found ?? []) {
    expect({ content, found: scanOwn({ path: "x", content }, [rule]).length }).toMatchObject({ found: 1 });
    // Its words lead to it: without one in the text a rule is never tried.
    if (rules.includes(rule)) expect([...interestOf(Buffer.from(` ${content}`)).keys()]).toContain(rule);
  }
  for (const content of examples[rule.id]?.clean ?? [])
    expect({ content, found: scanOwn({ path: "x", content }, [rule]) }).toMatchObject({ found: [] });
});

const filler = Buffer.from(`${"lorem ipsum dolor\n".repeat(1000)}`);
const amid = (content: Buffer | string) =>
  Buffer.concat([filler, Buffer.from("\n"), Buffer.from(content), Buffer.from("\n"), filler]);

test.each(rules)("$id reaches its examples from their words, in a long text", async ({ id }) => {
  for (const content of examples[id]?.found ?? []) {
    const found = await scanBytes("x", amid(content));
    expect(found).toContainEqual(expect.objectContaining({ rule: id }));
    expect(Math.min(...found.map(({ line }) => line))).toBeGreaterThan(1001);
  }
});

test("so do the rules for programs, and all forms of the made-up set that no structure gives away", async () => {
  for (const rule of codeRules)
    for (const content of examples[rule.id]?.found ?? []) {
      const places = [filler.length + 1 + content.search(/pass|pwd|token|secret/i)];
      expect(scanAround("x", amid(content), { rule, places })).toHaveLength(1);
    }
  const values = new Values(1);
  const lost: string[] = [];
  for (const form of Object.values(credentials).flat()) {
    const { content } = form(values);
    const bytes = Buffer.from(content);
    if (bytes.includes(0) || (await scanFile("x", bytes)).length === 0) continue;
    if ((await scanFile("x", amid(bytes))).length === 0) lost.push(bytes.toString("utf8"));
  }
  expect(lost).toEqual([]);
});

test("no word is shorter than four bytes: the shorter the shortest, the slower the search for all", () => {
  expect(rules.flatMap(({ hints }) => hints).filter((word) => word.length < 4)).toEqual(["://"]);
});
