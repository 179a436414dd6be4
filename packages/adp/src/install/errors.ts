import { defineErrors, Exit } from "../kernel/errors.ts";

// ADP-INS-001 was an unknown shell, which is a mistake of the command line now.
export const { FOREIGN, NO_TERMINAL, NOT_WRITABLE } = defineErrors({
  FOREIGN: ["ADP-INS-002", Exit.usage, "Another program is installed under the name adp."],
  NO_TERMINAL: ["ADP-INS-003", Exit.usage, "Confirmation needs a terminal."],
  NOT_WRITABLE: ["ADP-INS-004", Exit.platform, "A file of the installation cannot be written."],
});
