"""What Alembic needs besides the plan: tables that the models have no more, and DDL for any schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ...deployment.plan import Step
from ...history.tables import HISTORY_SUFFIX, INSERTS_SUFFIX
from ...naming import derived
from . import catalog, closing, periods, trigger_catalog
from .functions import FLOOR, GUARD, TOUCH, WRITE
from .quoting import name
from .rights import close_function, close_table
from .trigger_set import again

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def plan_dropped(connection: Connection, table: str, schema: str) -> list[Step]:
    """The step that takes the functions and triggers of a table away, before it is dropped itself."""
    every = [f"{name(schema)}.{name(derived(table, suffix))}" for suffix in (WRITE, TOUCH, FLOOR, GUARD)]
    found = [(f, catalog.function(connection, f)) for f in every]
    present = [(f, row) for f, row in found if row is not None]
    if not present or present[0][0] != every[0]:
        return []  # no table of the library
    undo: list[str] = []
    for function, row in present:
        undo += [row.definition, close_function(function)]
    quoted = f"{name(schema)}.{name(table)}"
    for function, _ in present:
        for row in _triggers(connection, quoted, function):
            undo += again(row, quoted)
    history, inserts = (f"{name(schema)}.{name(derived(table, s))}" for s in (HISTORY_SUFFIX, INSERTS_SUFFIX))
    if trigger_catalog.has_replica_identity(connection, history):  # as no reflection tells
        undo.append(closing.identity(history))
    undo += [close_table(history), close_table(inserts)]
    undo += _period(connection, table, schema)
    drop = tuple(f"DROP FUNCTION {function}() CASCADE" for function, _ in present)
    return [Step(f"{schema}.{table}", "table is in no model", drop, undo=tuple(undo))]


def in_any_schema(statements: Sequence[str], table: str, schema: str, mark: str) -> tuple[str, ...]:
    """The statements with a mark in place of the schema, wherever they name an object of the table."""
    suffixes = ("", "_history", "_history_inserts", WRITE, TOUCH, FLOOR, GUARD)
    objects = "|".join(re.escape(name(derived(table, s))) for s in suffixes)
    named = re.compile(rf'(?<![\w$"]){re.escape(name(schema))}\.(?=(?:{objects})(?![\w$"]))')
    return tuple(named.sub(lambda _: f"{mark}.", statement) for statement in statements)


def _triggers(connection: Connection, quoted: str, function: str) -> Any:
    """The table's own: its partitions go with it, and no migration brings them back."""
    return connection.execute(
        text(
            "SELECT quote_ident(tgname) AS name, pg_get_triggerdef(oid) AS definition, "
            "tgenabled::text AS enabled FROM pg_trigger "
            "WHERE tgrelid = to_regclass(:t) AND tgfoid = to_regprocedure(:f) ORDER BY tgname"
        ),
        {"t": quoted, "f": f"{function}()"},
    ).all()


def _period(connection: Connection, table: str, schema: str) -> list[str]:
    """The constraint of application time, which SQLAlchemy reads as another kind or not at all."""
    quoted, constraint = f"{name(schema)}.{name(table)}", derived(table, periods.SUFFIX)
    definition = connection.execute(
        text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = to_regclass(:t) AND conname = :n"
        ),
        {"t": quoted, "n": constraint},
    ).scalar()
    if definition is None:
        return []
    change = f"ALTER TABLE {quoted}"
    return [
        f"{change} DROP CONSTRAINT IF EXISTS {name(constraint)}",
        f"{change} ADD CONSTRAINT {name(constraint)} {definition}",
    ]
