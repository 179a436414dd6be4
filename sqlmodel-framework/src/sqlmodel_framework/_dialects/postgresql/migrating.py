"""What Alembic needs besides the plan: tables that the models have no more, and DDL for any schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..._deploy.plan import Step
from ..._history.tables import HISTORY_SUFFIX, LOG_SUFFIX
from ..._naming import derived
from . import closing, periods
from .catalog import Catalog
from .functions import FLOOR, GUARD, TOUCH, WRITE
from .quoting import name
from .rights import close_function, close_table
from .trigger_set import again

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def plan_dropped(connection: Connection, table: str, schema: str) -> list[Step]:
    """The step that takes the functions and triggers of a table away, before it is dropped itself."""
    every = [f"{name(schema)}.{name(derived(table, suffix))}" for suffix in (WRITE, TOUCH, FLOOR, GUARD)]
    quoted = f"{name(schema)}.{name(table)}"
    history, log = (f"{name(schema)}.{name(derived(table, s))}" for s in (HISTORY_SUFFIX, LOG_SUFFIX))
    catalog = Catalog(connection, [quoted, history, log], every)
    found = [(f, catalog.function(f)) for f in every]
    present = [(f, row) for f, row in found if row is not None]
    if not present or present[0][0] != every[0]:
        return []  # no table of the library
    undo: list[str] = []
    for function, row in present:
        undo += [row.definition, close_function(function)]
    # The table's own triggers: its partitions go with it, and no migration brings them back.
    for function, _ in present:
        for trigger in catalog.triggers(quoted):
            undo += again(trigger, quoted) if catalog.calls(trigger, function) else []
    if catalog.has_replica_identity(history):  # as no reflection tells
        undo.append(closing.identity(history))
    undo += [close_table(history), close_table(log)]
    undo += _period(catalog, quoted, derived(table, periods.SUFFIX))
    drop = tuple(f"DROP FUNCTION {function}() CASCADE" for function, _ in present)
    return [Step(f"{schema}.{table}", "table is in no model", drop, undo=tuple(undo))]


def in_any_schema(statements: Sequence[str], table: str, schema: str, mark: str) -> tuple[str, ...]:
    """The statements with a mark in place of the schema, wherever they name an object of the table."""
    suffixes = ("", "_history", "_history_log", WRITE, TOUCH, FLOOR, GUARD)
    objects = "|".join(re.escape(name(derived(table, s))) for s in suffixes)
    named = re.compile(rf'(?<![\w$"]){re.escape(name(schema))}\.(?=(?:{objects})(?![\w$"]))')
    return tuple(named.sub(lambda _: f"{mark}.", statement) for statement in statements)


def _period(catalog: Catalog, quoted: str, constraint: str) -> list[str]:
    """The constraint of application time, which SQLAlchemy reads as another kind or not at all."""
    found = next((row for row in catalog.constraints(quoted) if row.name == constraint), None)
    if found is None:
        return []
    change = f"ALTER TABLE {quoted}"
    return [
        f"{change} DROP CONSTRAINT IF EXISTS {name(constraint)}",
        f"{change} ADD CONSTRAINT {name(constraint)} {found.definition}",
    ]
