"""Times, and what is made of them."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Optional

_now: Callable[[], float] = time.perf_counter
_server: Optional[int] = None


def timed(call: Callable[[], Any]) -> float:
    """Seconds that a call takes: by the clock, or see :func:`count_processor_time`."""
    start = _now()
    call()
    return _now() - start


def count_processor_time(server: int) -> None:
    """From now on, seconds that processors worked: for this process, what it ran, and the server with its processes.

    What else the machine does is not in them, nor a wait for the disk. Linux, and a server of this machine.
    """
    global _now, _server

    def spent() -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + ended.ru_utime + ended.ru_stime + _of(server)

    _now, _server = spent, server


def server_seconds() -> Optional[float]:
    """What the server's processors have worked so far; None where the clock counts."""
    return None if _server is None else _of(_server)


def _of(server: int) -> float:
    """Of a process, its children, and those that have ended."""
    while True:
        ended = _of_the_ended(server)
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        seconds = ended + sum(map(_of_one, [str(server), *children]))
        if (
            _of_the_ended(server) == ended
        ):  # else one has ended meanwhile, and might be counted twice or never
            return seconds


def _of_one(process: str) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except OSError:  # it has ended
        return 0.0


def _of_the_ended(server: int) -> float:
    fields = Path(f"/proc/{server}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


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
