import { defineError, Exit } from "../kernel/errors.ts";

export const KIT_NAME = defineError("ADP-KIT-001", Exit.usage, "This cannot be a datakit's name.");
export const KIT_EXISTS = defineError("ADP-KIT-002", Exit.usage, "The folder exists already.");
export const KIT_TEMPLATE = defineError("ADP-KIT-003", Exit.platform, "The template cannot be rendered.");
