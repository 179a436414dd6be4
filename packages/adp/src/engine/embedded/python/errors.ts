import { defineError, Exit } from "../../../kernel/errors.ts";

export const PY_NONE = defineError("ADP-PY-001", Exit.platform, "No Python was found.");
export const PY_UNFIT = defineError(
  "ADP-PY-002",
  Exit.platform,
  "No Python that was found fits this Airflow.",
);
export const PY_NO_VENV = defineError(
  "ADP-PY-003",
  Exit.platform,
  "The Python that fits cannot make virtual environments.",
);
export const PY_EXPLICIT = defineError("ADP-PY-004", Exit.usage, "The Python that you named does not fit.");
export const PY_LINE = defineError("ADP-PY-005", Exit.usage, "There is no such Airflow line.");
export const PY_VENV = defineError("ADP-PY-007", Exit.platform, "The virtual environment could not be made.");
export const PY_BUSY = defineError(
  "ADP-PY-008",
  Exit.platform,
  "Another adp has been preparing the same environment for too long.",
);
export const PY_REGISTRY = defineError("ADP-PY-010", Exit.platform, "The package index did not answer.");
export const PY_LOGIN = defineError("ADP-PY-011", Exit.credential, "The package index asks for a login.");
export const PY_TLS = defineError(
  "ADP-PY-012",
  Exit.platform,
  "The package index's certificate is not trusted here: a proxy opens the TLS connection.",
);
export const PY_DISK_FULL = defineError("ADP-PY-013", Exit.platform, "The disk is full.");
export const PY_HASH = defineError(
  "ADP-PY-014",
  Exit.platform,
  "A package is not the one that was locked: its hash differs.",
);
export const PY_NO_WHEEL = defineError(
  "ADP-PY-015",
  Exit.platform,
  "A package has no build for this system.",
);
export const PY_PROXY = defineError("ADP-PY-016", Exit.platform, "The proxy refused the connection.");
export const PY_NOT_THERE = defineError(
  "ADP-PY-017",
  Exit.platform,
  "The package index lacks a package or version.",
);
export const PY_BUILD = defineError(
  "ADP-PY-018",
  Exit.platform,
  "A package could not be built from its source.",
);
export const PY_CONFLICT = defineError(
  "ADP-PY-019",
  Exit.job,
  "The datakit's requirements do not fit this Airflow.",
);
export const PY_REQUIREMENTS = defineError(
  "ADP-PY-020",
  Exit.job,
  "The datakit's requirements cannot be read.",
);
export const PY_DENIED = defineError("ADP-PY-021", Exit.platform, "A file or folder may not be written.");
export const PY_INSTALL = defineError("ADP-PY-099", Exit.platform, "The packages could not be installed.");
