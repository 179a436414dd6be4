"""Closes the tables of history to everybody's writes but those of the triggers, whose owner they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._deploy.plan import Step
from .functions import Names
from .rights import close_table

if TYPE_CHECKING:
    from .catalog import Catalog


def install(names: Names) -> list[str]:
    """Statements for tables just made: default privileges may have opened them."""
    return [identity(names.history), *[close_table(table) for table in (names.history, names.log)]]


def identity(history: str) -> str:
    """History has no key, and where a publication holds it a row without an identity cannot be deleted.

    Its triggers delete some: versions that began and ended in one instant (see write_function).
    """
    return f"ALTER TABLE {history} REPLICA IDENTITY FULL"


def plan(catalog: Catalog, names: Names) -> list[Step]:
    """Steps where history is open, or could not be published."""
    steps = []
    if not catalog.has_replica_identity(names.history):
        steps.append(Step(names.history, "replica identity missing", (identity(names.history),)))
    for table in (names.history, names.log):
        if not catalog.exists(table):
            steps.append(Step(table, "rights to write it still open", (close_table(table),)))
        elif writers := catalog.writers(table):
            steps.append(Step(table, f"may be written by {', '.join(writers)}", (close_table(table),)))
        for each in catalog.interceptors(table):
            remedy = "drop it by a migration; one that runs AFTER, for a notice, may be there"
            steps.append(Step(table, f"{each} can keep versions out of history", remedy=remedy))
    return steps
