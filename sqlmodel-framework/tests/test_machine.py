"""Runs the state machine: shortly here, for SQLMODEL_FRAMEWORK_SOAK minutes by `make soak`."""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import Engine

from .machine import HistoryMachine
from .shapes import SHAPES

SOAK_MINUTES = float(os.environ.get("SQLMODEL_FRAMEWORK_SOAK", "0"))
SHORT = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
    print_blob=True,
)
LONG = settings(SHORT, stateful_step_count=60)  # few at a time, to end in time


@pytest.mark.parametrize("name", SHAPES)
def test_history_tells_the_exact_past(engine: Engine, name: str) -> None:
    machine = type("Machine", (HistoryMachine,), {"engine": engine, "shape": SHAPES[name]})
    machine.tried = Counter()
    if not SOAK_MINUTES:
        run_state_machine_as_test(machine, settings=SHORT)
    end = time.monotonic() + 60 * SOAK_MINUTES / len(SHAPES)
    while time.monotonic() < end:
        run_state_machine_as_test(machine, settings=LONG)
    print(f"\n{name}: " + ", ".join(f"{count:,} {what}" for what, count in sorted(machine.tried.items())))
    assert machine.tried["snapshots"] > 100
