import { act } from "@airflow-data-platform/cli-kit";
import { expect, test, vi } from "vitest";
import { AdpError } from "../kernel/errors.ts";
import { openOutput } from "../kernel/output.ts";
import { type Check, problem, warning } from "./check.ts";
import { errors } from "./errors.ts";
import { doctorDocument, printChecks } from "./print.ts";
import { runChecks } from "./run.ts";
import { testMachine } from "./testing/machine.ts";

const check = (id: string, look: Check["look"], more: Partial<Check> = {}): Check => ({
  ...{ id, group: "Machine", flows: ["dev"], looksAt: id, look },
  ...more,
});
const finding = (what: string) => new AdpError(errors.CLOCK, { what, next: [act("set the clock")] });

const some: readonly Check[] = [
  check("good", () => "git 2.39"),
  check("fine", () => "80 GB free"),
  check("late", () => [warning(finding("It is 2 minutes late."))]),
  check("wrong", () => [problem(finding("It is an hour late."))], { group: "Kerberos" }),
  check("after", () => "never seen", { group: "Kerberos", needs: ["wrong"] }),
  check("elsewhere", () => undefined),
  check("other", () => "for others", { flows: ["layer1"] }),
];

const ofDev = ({ flows }: Check) => flows.includes("dev");

async function printed(verbose: boolean): Promise<string> {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    printChecks(await runChecks(some, testMachine().context(), ofDev), { output: openOutput(), verbose });
  } finally {
    spy.mockRestore();
  }
  return lines.join("");
}

test("what to do first on top, groups, what is well in one line", async () => {
  expect(await printed(false)).toBe(
    [
      "First: It is an hour late.",
      "  next:  set the clock",
      "",
      "Machine",
      "  ok      git 2.39; 80 GB free",
      "  warning late  ADP-CHK-006  It is 2 minutes late.",
      "          next:  set the clock",
      "Kerberos",
      "  PROBLEM wrong  ADP-CHK-006  It is an hour late.",
      "  skipped after  not checked, because of wrong",
      "",
      "5 checks: 1 problem, 1 warning, 1 skipped.",
      "",
    ].join("\n"),
  );
});

test("--verbose gives each its line", async () => {
  expect(await printed(true)).toContain("  ok      good  git 2.39\n  ok      fine  80 GB free\n");
});

test("the document names state, code and steps", async () => {
  const all = await runChecks(some, testMachine().context(), ofDev);
  expect(doctorDocument(all)).toMatchObject({
    ok: false,
    checks: expect.arrayContaining([
      { id: "good", group: "Machine", state: "ok", what: "git 2.39", findings: [] },
      expect.objectContaining({
        id: "wrong",
        findings: [expect.objectContaining({ code: "ADP-CHK-006", next: [{ do: "set the clock" }] })],
      }),
    ]),
  });
});
