import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  NO_TERMINAL: ["ADP-SET-001", Exit.usage, "adp setup asks, and needs a terminal."],
  ANSWERS: ["ADP-SET-002", Exit.usage, "The file of answers cannot be used."],
  ANSWER: ["ADP-SET-003", Exit.usage, "An answer cannot be right."],
  CHANGED: ["ADP-SET-004", Exit.usage, "A file was changed after adp setup wrote it."],
  NOTHING_TO_UNDO: ["ADP-SET-005", Exit.usage, "There is nothing to undo."],
  NETRC_WORD: ["ADP-SET-006", Exit.usage, "A netrc cannot hold this login."],
  MISSING: ["ADP-SET-007", Exit.credential, "Logins are missing, and there is nobody to ask."],
  DOCKER_LOGIN: ["ADP-SET-008", Exit.credential, "docker login failed."],
});
