"""Runs the state machine: shortly here, for SQLMODEL_FRAMEWORK_SOAK minutes by `make soak`."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.engine import Engine

from .machine import REPEATABLE_READ, HistoryMachine
from .shapes import SHAPES

SOAK_MINUTES = float(os.environ.get("SQLMODEL_FRAMEWORK_SOAK", "0"))
SHORT = settings(
    max_examples=4,
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
    assert machine.tried["snapshots"] > (100 if SOAK_MINUTES else 40)


@pytest.mark.parametrize("name", SHAPES)
def test_the_machine_takes_a_merge_that_an_old_snapshot_refuses_for_what_it_is(
    engine: Engine, name: str
) -> None:
    machine: Any = type("Machine", (HistoryMachine,), {"engine": engine, "shape": SHAPES[name]})()
    machine.tried = Counter()
    machine.tables()
    old, other = REPEATABLE_READ, 0
    machine.insert(other, {"A": 1})
    machine.commit(other)
    machine.begin_alone(old)
    machine.insert(other, {"B": 1})
    machine.commit(other)
    machine.framework_merge(old, {"A": 1, "B": 2}, False)
    assert machine.tried["refused by a key that an old snapshot lacks"] == 1
    machine.framework_merge(old, {"A": 2}, False)
    machine.commit(old)
    assert machine.state(machine.committed) == {"A": 2, "B": 1}
    machine.teardown()
    with engine.connect() as connection:  # one of the machine's, back from the pool
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "0"
