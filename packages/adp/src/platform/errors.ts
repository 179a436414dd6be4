import { defineError, Exit } from "../kernel/errors.ts";

export const NO_SHAREABLE_CACHE = defineError(
  "ADP-PLAT-001",
  Exit.credential,
  "The Kerberos ticket is in a place that cannot be shared.",
);
export const REMAPPED = defineError(
  "ADP-PLAT-002",
  Exit.platform,
  "The Docker Engine gives containers other users (userns-remap).",
);
export const VOLUME = defineError("ADP-PLAT-003", Exit.platform, "The ticket's volume is not usable.");
export const NOT_STARTED = defineError("ADP-PLAT-004", Exit.platform, "The ticket sharer does not stay up.");
export const SETTINGS = defineError("ADP-PLAT-005", Exit.usage, "A setting of the platform is not usable.");
export const PORT_TAKEN = defineError("ADP-PLAT-006", Exit.platform, "A port of the platform is taken.");
export const WATCHER = defineError(
  "ADP-PLAT-007",
  Exit.platform,
  "The watcher on the host does not stay up.",
);
export const NOT_RUNNING = defineError("ADP-PLAT-008", Exit.platform, "The ticket sharer does not run.");
export const SOURCE_DENIED = defineError(
  "ADP-PLAT-009",
  Exit.credential,
  "The credential cache belongs to another user.",
);
