import { defineError, Exit } from "../../../kernel/errors.ts";

export const PG_NPM_MISSING = defineError("ADP-PG-001", Exit.platform, "npm was not found.");
export const PG_REGISTRY = defineError("ADP-PG-002", Exit.platform, "The npm registry did not answer.");
export const PG_REGISTRY_LOGIN = defineError(
  "ADP-PG-003",
  Exit.credential,
  "The npm registry asks for a login.",
);
export const PG_TLS = defineError(
  "ADP-PG-004",
  Exit.platform,
  "The npm registry's certificate is not trusted here: a proxy opens the TLS connection.",
);
export const PG_DISK_FULL = defineError("ADP-PG-005", Exit.platform, "The disk is full.");
export const PG_NO_BINARIES = defineError(
  "ADP-PG-006",
  Exit.platform,
  "There are no PostgreSQL binaries for this system.",
);
export const PG_INSTALL = defineError("ADP-PG-007", Exit.platform, "npm could not install PostgreSQL.");
export const PG_ROOT = defineError("ADP-PG-008", Exit.platform, "PostgreSQL refuses to run as root here.");
export const PG_INIT = defineError("ADP-PG-009", Exit.platform, "The database cluster could not be made.");
export const PG_START = defineError("ADP-PG-010", Exit.platform, "PostgreSQL does not start.");
export const PG_DAMAGED = defineError(
  "ADP-PG-011",
  Exit.platform,
  "The PostgreSQL installation is incomplete.",
);
