import { defineError, Exit } from "../../kernel/errors.ts";

export const OLD_LAYOUT = defineError(
  "ADP-RUN-002",
  Exit.platform,
  "This run folder is another version's of adp.",
);
export const PORT_TAKEN = defineError("ADP-RUN-003", Exit.platform, "The port is taken.");
export const NOT_RUNNING = defineError("ADP-RUN-004", Exit.platform, "No Airflow runs here.");
export const LINE_CHANGED = defineError(
  "ADP-RUN-005",
  Exit.usage,
  "This folder's Airflow is of another version.",
);
export const RUNS_OTHERWISE = defineError(
  "ADP-RUN-007",
  Exit.usage,
  "Airflow runs here already, on another port.",
);
export const SETTINGS_BROKEN = defineError(
  "ADP-RUN-006",
  Exit.platform,
  "The settings of this run folder cannot be read.",
);
