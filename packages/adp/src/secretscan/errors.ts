import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  SECRET_FOUND: ["ADP-SEC-001", Exit.credential, "A file contains a credential."],
  NO_REPOSITORY: ["ADP-SEC-002", Exit.usage, "This folder is not in a git repository."],
  OTHER_HOOK: ["ADP-SEC-003", Exit.usage, "There is another pre-commit hook."],
  UNREADABLE: ["ADP-SEC-004", Exit.usage, "A file cannot be read."],
  INCOMPLETE: ["ADP-SEC-005", Exit.platform, "The scan could not read every file."],
  PRIVATE_EXEMPTION: ["ADP-SEC-006", Exit.usage, "Files are exempt from the scan on one machine alone."],
  ALLOW_LIST: ["ADP-SEC-007", Exit.usage, "The allow list has a mistake."],
  NO_COMMIT: ["ADP-SEC-008", Exit.usage, "There is no such commit."],
});
