import { defineError, Exit } from "../kernel/errors.ts";

export const DEMO_SOURCE = defineError(
  "ADP-DEMO-001",
  Exit.platform,
  "The flights' source could not be prepared.",
);
export const DEMO_REPORT = defineError(
  "ADP-DEMO-002",
  Exit.job,
  "The report could not be read from the warehouse.",
);
export const DEMO_BOOKS = defineError("ADP-DEMO-003", Exit.job, "The books do not balance.");
export const DEMO_FOLDER = defineError("ADP-DEMO-004", Exit.usage, "The folder is not a demo's.");
