import { defineError, Exit } from "../kernel/errors.ts";

export const PY_SETTINGS = defineError(
  "ADP-PY-006",
  Exit.platform,
  "A settings file of uv or pip cannot be read.",
);
export const NETRC = defineError("ADP-CRED-001", Exit.credential, "The netrc file has a mistake.");
export const NETRC_CHARACTER = defineError(
  "ADP-CRED-002",
  Exit.credential,
  "A password has a character that apt's login file cannot hold.",
);
export const PIP_CONF = defineError("ADP-CRED-003", Exit.platform, "A pip.conf has a mistake.");
export const DOCKER_CONF = defineError(
  "ADP-CRED-004",
  Exit.credential,
  "The docker client's config.json cannot be read.",
);
export const DOCKER_HELPER = defineError(
  "ADP-CRED-005",
  Exit.credential,
  "Docker's credential helper failed.",
);
export const UNREADABLE = defineError(
  "ADP-CRED-006",
  Exit.credential,
  "A credential file cannot be read by this user.",
);
