import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  NO_CLIENT: ["ADP-DOC-001", Exit.platform, "The docker command was not found."],
  NO_ENGINE: ["ADP-DOC-002", Exit.platform, "The Docker Engine does not answer."],
  NO_PERMISSION: ["ADP-DOC-003", Exit.platform, "This user may not talk to the Docker Engine."],
  NO_COMPOSE: ["ADP-DOC-004", Exit.platform, "Docker Compose 2 is missing or too old."],
  NO_BUILDX: ["ADP-DOC-005", Exit.platform, "Docker's Buildx is missing."],
  NO_IMAGE: ["ADP-DOC-006", Exit.platform, "An image could not be pulled."],
  CALL_FAILED: ["ADP-DOC-007", Exit.platform, "A docker command failed."],
  NO_BUILDKIT: ["ADP-DOC-009", Exit.platform, "The engine cannot build this image: it has no BuildKit."],
  DISK_FULL: ["ADP-DOC-008", Exit.platform, "The Docker Engine has no disk space left."],
});
