import { expect, test } from "vitest";
import { reportDocument, type ScanReport, sarif, summaryOf } from "./report.ts";

const token = `ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}`;
const path = `keys/${token}.txt`;
const finding = { path, line: 0, rule: "vendor-token", what: "a vendor's token" };
const empty: ScanReport = {
  files: 1,
  bytes: 1,
  findings: [],
  allowed: [],
  unread: [],
  exempt: [],
  notes: [],
};

test.each<[string, Partial<ScanReport>]>([
  ["found", { findings: [finding] }],
  ["allowed", { allowed: [{ ...finding, reason: "a test" }] }],
  ["not read", { unread: [{ path, why: "no permission" }] }],
  ["exempt", { exempt: [path] }],
  ["noted", { notes: [`.adp-secrets.toml: nothing needs the entry for ${path}`] }],
])("a file whose name is a credential is in no document as it is: %s", (_, part) => {
  const report = { ...empty, ...part };
  const document = JSON.stringify(reportDocument(report));
  expect(document).not.toContain(token);
  expect(document).toContain("***");
  expect(JSON.stringify(sarif(report, "1.0.0"))).not.toContain(token);
  expect(summaryOf(report).join("\n")).not.toContain(token);
});

test("what was left out is named, and counted where it is much", () => {
  const many = Array.from({ length: 12 }, (_, index) => `generated/${index}.ts`);
  expect(summaryOf({ ...empty, exempt: ["tests/.env", "node_modules/"] })).toEqual([
    "Exempt by .gitattributes: tests/.env",
    "Left out, as tools install them: node_modules/",
  ]);
  expect(summaryOf({ ...empty, exempt: many })).toEqual([
    expect.stringMatching(
      /^Exempt by .gitattributes: 12 files, among them generated\/0.ts, .* \(--json names all\)$/,
    ),
  ]);
});
