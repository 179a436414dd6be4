import { defineError, Exit } from "../kernel/errors.ts";

export const NO_CLIENT = defineError("ADP-DOC-001", Exit.platform, "The docker command was not found.");
export const NO_ENGINE = defineError("ADP-DOC-002", Exit.platform, "The Docker Engine does not answer.");
export const NO_PERMISSION = defineError(
  "ADP-DOC-003",
  Exit.platform,
  "This user may not talk to the Docker Engine.",
);
export const NO_COMPOSE = defineError(
  "ADP-DOC-004",
  Exit.platform,
  "Docker Compose 2 is missing or too old.",
);
export const NO_BUILDX = defineError("ADP-DOC-005", Exit.platform, "Docker's Buildx is missing.");
export const NO_IMAGE = defineError("ADP-DOC-006", Exit.platform, "An image could not be pulled.");
export const CALL_FAILED = defineError("ADP-DOC-007", Exit.platform, "A docker command failed.");
export const DISK_FULL = defineError(
  "ADP-DOC-008",
  Exit.platform,
  "The Docker Engine has no disk space left.",
);
