"""What a runner is to the supervisor: a child to start, the signal that it takes well, and what its end means."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from .contract import Exit, Reason


@dataclass
class Outcome:
    exit: Exit
    summary: str
    reason: Reason | None = None
    #: What is special to the runner: states by model, rows by file.
    details: dict[str, object] = field(default_factory=dict)
    #: Files that were kept, by path.
    artifacts: list[str] = field(default_factory=list)


def outcome_of(reason: Reason) -> Outcome:
    return Outcome(reason.exit, reason.what, reason)


@dataclass(frozen=True)
class Ended:
    """How the child ended."""

    #: As in subprocess: negative after a signal.
    code: int
    cancelled: bool
    #: The last lines that it printed.
    tail: Sequence[str]


@dataclass(frozen=True)
class Child:
    argv: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    stop: signal.Signals


class Job(Protocol):
    """A runner. `prepare` looks before the work, and raises Refused."""

    name: str

    def prepare(self) -> Child: ...

    def event(self, event: Mapping[str, Any]) -> None:
        """What the child reported on its pipe."""

    def line(self, text: str) -> tuple[str, str]:
        """Level and message of a line that the child printed."""

    def outcome(self, ended: Ended) -> Outcome: ...

    def close(self) -> None:
        """Removes what `prepare` made."""
