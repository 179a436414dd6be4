import { expect, test } from "vitest";
import { interestOf } from "./interest.ts";
import { codeRules, rules } from "./rules/index.ts";
import { scanOwn } from "./scan-text.ts";
import { examples } from "./testing/examples.ts";

const all = [...rules, ...codeRules];

test("every rule has examples, and every example a rule", () => {
  expect(Object.keys(examples).sort()).toEqual(all.map(({ id }) => id).sort());
});

test.each(all)("$id finds its examples, and leaves what only looks like them", (rule) => {
  for (const content of examples[rule.id]?.found ?? []) {
    expect({ content, found: scanOwn({ path: "x", content }, [rule]).length }).toMatchObject({ found: 1 });
    // Its words lead to it: without one in the text a rule is never tried.
    if (rules.includes(rule)) expect(interestOf(Buffer.from(` ${content}`)).rules).toContain(rule);
  }
  for (const content of examples[rule.id]?.clean ?? [])
    expect({ content, found: scanOwn({ path: "x", content }, [rule]) }).toMatchObject({ found: [] });
});
