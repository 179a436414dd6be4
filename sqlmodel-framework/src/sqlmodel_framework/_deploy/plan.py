"""What a deployment would do, and what it found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One difference between the models and the database.

    ``statements`` closes it; where there are none, ``remedy`` says what a person must do. ``undo``
    brings back what was there, for functions and triggers.
    """

    object: str
    finding: str
    statements: tuple[str, ...] = ()
    remedy: str = ""
    undo: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.object}: {self.finding}" + (f" ({self.remedy})" if self.remedy else "")


@dataclass(frozen=True)
class Plan:
    """The differences, in the order in which they are closed.

    ``notes`` names grants that somebody made by hand and that let a role forge system time. They are no
    difference that deploy closes, for a program may need them: a plan with notes alone is empty.
    """

    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        return tuple(statement for step in self.steps for statement in step.statements)

    @property
    def unresolved(self) -> tuple[Step, ...]:
        """What deploy cannot close by itself."""
        return tuple(step for step in self.steps if not step.statements)

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __str__(self) -> str:
        steps = list(map(str, self.steps)) or ["nothing to do"]
        return "\n".join([*steps, *(f"note: {note}" for note in self.notes)])
