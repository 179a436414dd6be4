import { act } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { AdpError } from "./errors.ts";
import { parseJson, tryJson } from "./json.ts";

const schema = z.object({ name: z.string(), ports: z.array(z.number()) });
const source = { from: "/etc/adp.json", next: [act("delete the file")] };

function refused(text: string): AdpError {
  try {
    parseJson(text, schema, source);
  } catch (error) {
    if (error instanceof AdpError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

test("what fits the schema comes back, without what the schema does not name", () => {
  expect(parseJson('{"name": "a", "ports": [1], "more": true}', schema, source)).toEqual({
    name: "a",
    ports: [1],
  });
});

test.each([
  ["", /empty/],
  ["{", /not JSON/],
  ["null", /The document/],
  ['{"name": "a", "ports": [1, "2"]}', /^ports\.1: /],
])("%j is ADP-DATA-001, and says where", (text, why) => {
  const error = refused(text);
  expect(error.code).toBe("ADP-DATA-001");
  expect(error.message).toContain(source.from);
  expect(error.why).toMatch(why);
});

test.each([["{hunter2"], ['{"name": 1, "ports": "hunter2"}']])("the text of %s is not repeated", (text) => {
  expect(JSON.stringify(refused(text))).not.toContain("hunter2");
});

test("tryJson gives undefined instead", () => {
  expect(tryJson("{", schema)).toBeUndefined();
  expect(tryJson("[]", schema)).toBeUndefined();
  expect(tryJson("3", z.number())).toBe(3);
});
