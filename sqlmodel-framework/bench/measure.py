"""Times, and what is made of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any, Optional


def timed(call: Callable[[], Any]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


class Times:
    """Measurements by operation and design; the designs are taken in turn, and the median of the runs counts."""

    def __init__(self) -> None:
        self.all: dict[tuple[str, str], list[float]] = {}

    def add(self, operation: str, design: str, seconds: float) -> None:
        self.all.setdefault((operation, design), []).append(seconds)

    def median(self, operation: str, design: str) -> float:
        return median(self.all[operation, design])

    def ratio(self, operation: str, design: str, base: str) -> float:
        return self.median(operation, design) / self.median(operation, base)


@dataclass(frozen=True)
class Claim:
    """One line of the result."""

    what: str
    measured: float
    most: Optional[float] = None
    least: Optional[float] = None

    @property
    def met(self) -> Optional[bool]:
        if self.most is None and self.least is None:
            return None
        return not (
            (self.most is not None and self.measured > self.most)
            or (self.least is not None and self.measured < self.least)
        )

    def __str__(self) -> str:
        goal = (
            f"<= {self.most}"
            if self.most is not None
            else f">= {self.least}"
            if self.least is not None
            else ""
        )
        state = {True: "met", False: "NOT MET", None: ""}[self.met]
        return f"{self.what:<66} {self.measured:>8.2f}   {goal:<9} {state}"
