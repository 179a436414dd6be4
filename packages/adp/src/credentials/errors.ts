import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  PY_SETTINGS: ["ADP-PY-006", Exit.platform, "A settings file of uv or pip cannot be read."],
  NETRC: ["ADP-CRED-001", Exit.credential, "The netrc file has a mistake."],
  NETRC_CHARACTER: [
    "ADP-CRED-002",
    Exit.credential,
    "A password has a character that apt's login file cannot contain.",
  ],
  PIP_CONF: ["ADP-CRED-003", Exit.platform, "A pip.conf has a mistake."],
  DOCKER_CONF: ["ADP-CRED-004", Exit.credential, "The docker client's config.json cannot be read."],
  DOCKER_HELPER: ["ADP-CRED-005", Exit.credential, "Docker's credential helper failed."],
  UNREADABLE: ["ADP-CRED-006", Exit.credential, "This user cannot read a credential file."],
  INDEX_ADDRESS: ["ADP-CRED-007", Exit.credential, "The address of a Python index cannot be read."],
});

/** The error of uv's and pip's settings, which the embedded engine has in common with this room. */
export const { PY_SETTINGS } = errors;
