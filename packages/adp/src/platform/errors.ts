import { defineErrors, Exit } from "../kernel/errors.ts";

// ADP-PLAT-006 was a taken port, while the ticket sharer listened on one.
export const {
  NO_SHAREABLE_CACHE,
  REMAPPED,
  VOLUME,
  NOT_STARTED,
  SETTINGS,
  HOST_PROCESS,
  NOT_RUNNING,
  SOURCE_DENIED,
  WAREHOUSE_NOT_STARTED,
  WAREHOUSE_TOO_OLD,
  MOCKS_NOT_STARTED,
} = defineErrors({
  NO_SHAREABLE_CACHE: [
    "ADP-PLAT-001",
    Exit.credential,
    "The Kerberos ticket is in a place that cannot be shared.",
  ],
  REMAPPED: [
    "ADP-PLAT-002",
    Exit.platform,
    "The Docker Engine maps the users of containers to other users (userns-remap).",
  ],
  VOLUME: ["ADP-PLAT-003", Exit.platform, "The ticket's volume cannot be used."],
  NOT_STARTED: ["ADP-PLAT-004", Exit.platform, "The ticket sharer does not keep running."],
  SETTINGS: ["ADP-PLAT-005", Exit.usage, "A setting of the platform is wrong."],
  HOST_PROCESS: ["ADP-PLAT-007", Exit.platform, "The ticket copier on this machine does not keep running."],
  NOT_RUNNING: ["ADP-PLAT-008", Exit.platform, "The ticket sharer is not running."],
  SOURCE_DENIED: ["ADP-PLAT-009", Exit.credential, "The credential cache belongs to another user."],
  WAREHOUSE_NOT_STARTED: ["ADP-PLAT-010", Exit.platform, "The warehouse does not start."],
  WAREHOUSE_TOO_OLD: ["ADP-PLAT-011", Exit.usage, "The warehouse's PostgreSQL is too old."],
  MOCKS_NOT_STARTED: ["ADP-PLAT-012", Exit.platform, "The mock domain does not start."],
});
