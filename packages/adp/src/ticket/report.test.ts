import { adp, either, run, shell } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import { distinct } from "./report.ts";

test("what several problems advise is said once, where one of them knows another way beside it as well", () => {
  const kinit = run(shell`kinit`);
  const ways = either(run(shell`kinit`, "on the host"), run(shell`klist`, "shows where a ticket is"));
  const start = run(adp`platform start`);
  expect(distinct([kinit, ways, start, start])).toEqual([ways, start]);
  expect(distinct([kinit, start, kinit])).toEqual([kinit, start]);
});
