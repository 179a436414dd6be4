import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  NO_RUNNER: ["ADP-RNR-001", Exit.usage, "There is no such runner."],
  NO_IMAGE: ["ADP-RNR-002", Exit.usage, "There is no such runner's image here."],
  PROMISE: ["ADP-RNR-003", Exit.job, "The runner's image does not keep the contract."],
});
