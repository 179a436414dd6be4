import { defineErrors, Exit } from "../kernel/errors.ts";

export const { DEMO_SOURCE, DEMO_REPORT, DEMO_BOOKS, DEMO_FOLDER } = defineErrors({
  DEMO_SOURCE: ["ADP-DEMO-001", Exit.platform, "The flights' source data could not be prepared."],
  DEMO_REPORT: ["ADP-DEMO-002", Exit.job, "The report could not be read from the warehouse."],
  DEMO_BOOKS: ["ADP-DEMO-003", Exit.job, "The row counts of the layers do not match."],
  DEMO_FOLDER: ["ADP-DEMO-004", Exit.usage, "The folder was not made by the demo."],
});
