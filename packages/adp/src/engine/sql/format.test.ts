import { expect, test } from "vitest";
import { formatSql } from "./format.ts";

const result = {
  command: "SELECT",
  rowCount: 1,
  columns: ["na\u001bme"],
  rows: [["a\u001b[2J\u009b31m\r\n\tü"]],
};

test.each([false, true])("terminal escapes of the data are shown as text (expanded: %s)", (expanded) => {
  const shown = formatSql(result, expanded).join("\n");
  expect(shown).toContain("a\\x1B[2J\\x9B31m\\r\\n\\tü");
  expect(shown).toContain("na\\x1Bme");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not be there.
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
