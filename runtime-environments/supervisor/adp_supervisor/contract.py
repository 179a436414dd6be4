"""What a runner promises: exit codes, states, and the codes of what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes. Nothing else leaves a runner, except by a signal that cannot be caught."""

    OK = 0
    JOB = 1
    PLATFORM = 2
    USAGE = 64
    CREDENTIAL = 77
    SKIPPED = 99
    CANCELLED = 143


STATES = {
    Exit.OK: "ok",
    Exit.JOB: "failed",
    Exit.PLATFORM: "platform",
    Exit.USAGE: "usage",
    Exit.CREDENTIAL: "credential",
    Exit.SKIPPED: "skipped",
    Exit.CANCELLED: "cancelled",
}

#: Every code, with the exit that it belongs to and its title.
CODES: dict[str, tuple[Exit, str]] = {
    "RNR-001": (Exit.USAGE, "The arguments name nothing that this runner does."),
    "RNR-002": (Exit.USAGE, "The project is not there."),
    "RNR-003": (Exit.USAGE, "A setting of the runner has a mistake."),
    "RNR-004": (Exit.USAGE, "Nothing was selected."),
    "RNR-005": (Exit.USAGE, "The tool refused its arguments or its project."),
    "RNR-010": (Exit.CREDENTIAL, "The connection is missing or cannot be read."),
    "RNR-011": (Exit.CREDENTIAL, "There is no Kerberos ticket."),
    "RNR-012": (Exit.CREDENTIAL, "The Kerberos ticket cannot be read."),
    "RNR-013": (Exit.CREDENTIAL, "The Kerberos ticket has expired."),
    "RNR-014": (Exit.CREDENTIAL, "The Kerberos ticket is not valid yet: a clock is off."),
    "RNR-015": (Exit.CREDENTIAL, "The database refused the login."),
    "RNR-020": (Exit.PLATFORM, "The server's name does not resolve."),
    "RNR-021": (Exit.PLATFORM, "The server does not answer."),
    "RNR-022": (Exit.PLATFORM, "The server went away during the work."),
    "RNR-023": (Exit.PLATFORM, "The job was killed."),
    "RNR-024": (Exit.PLATFORM, "The disk is full."),
    "RNR-025": (Exit.PLATFORM, "The tool cannot be started."),
    "RNR-026": (Exit.PLATFORM, "The result cannot be written."),
    "RNR-027": (Exit.PLATFORM, "The supervisor has a bug."),
    "RNR-030": (Exit.JOB, "The job failed."),
    "RNR-040": (Exit.SKIPPED, "Nothing has changed."),
    "RNR-041": (Exit.CANCELLED, "The run was cancelled."),
}


@dataclass(frozen=True)
class Reason:
    """Why a run did not end well: its code, a sentence, and what to do next."""

    code: str
    what: str
    next: str = ""

    @property
    def exit(self) -> Exit:
        return CODES[self.code][0]

    def __str__(self) -> str:
        return f"{self.code} {self.what}" + (f" Next: {self.next}." if self.next else "")


class Refused(Exception):
    """The run ends with this reason."""

    def __init__(self, code: str, what: str, next: str = "") -> None:
        super().__init__(what)
        self.reason = Reason(code, what, next)
