import { defineError, Exit } from "../kernel/errors.ts";

export const SECRET_FOUND = defineError("ADP-SEC-001", Exit.credential, "A file holds a credential.");
export const NO_REPOSITORY = defineError("ADP-SEC-002", Exit.usage, "This folder is in no git repository.");
export const OTHER_HOOK = defineError("ADP-SEC-003", Exit.usage, "There is another pre-commit hook.");
export const UNREADABLE = defineError("ADP-SEC-004", Exit.usage, "A file cannot be read.");
