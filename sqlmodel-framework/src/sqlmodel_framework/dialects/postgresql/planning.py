"""The differences between models and the database, as the steps that close them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Table

from ...deployment.plan import Step
from ...history.tracked import tracked_or_none
from . import catalog, constraints, enums, relation, sequences
from .functions import Names
from .history_plan import plan_triggers
from .quoting import name

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ...deployment.order import Order


def plan_tables(connection: Connection, order: Order, schemas: Mapping[Table, str]) -> list[Step]:
    """Steps for tables, their histories, and the schemas, types and sequences that they need."""
    steps, last = [], []
    for schema in dict.fromkeys(schemas.values()):
        if not catalog.has_schema(connection, schema):
            steps.append(Step(schema, "schema missing", (f"CREATE SCHEMA {name(schema)}",)))
    steps += enums.plan(connection, schemas) + sequences.plan(connection, order.tables)
    for table in order.tables:
        steps += _table(connection, table, schemas[table], order)
        last += _foreign_keys(connection, table, schemas[table], order)
    return steps + last  # a foreign key needs both its tables


def _table(connection: Connection, table: Table, schema: str, order: Order) -> list[Step]:
    tracked = tracked_or_none(table)
    role = relation.PLAIN if tracked is None else relation.TRACKED
    if taken := relation.taken(connection, table, schema):
        return [taken]
    steps = relation.plan(connection, table, schema, role, order.inline(table))
    if tracked is None:
        return steps
    for kept in (tracked.history, tracked.inserts):
        steps += relation.plan(connection, kept, schema, relation.HISTORY, ())
    return steps + plan_triggers(connection, Names(tracked, schema))


def _foreign_keys(connection: Connection, table: Table, schema: str, order: Order) -> list[Step]:
    wanted = set(table.foreign_key_constraints)
    present = catalog.columns(connection, schema, table.name)
    if present is None:
        wanted -= set(order.inline(table))  # it is made with them
    elif any(found.is_foreign for found in present.values()):
        return []
    quoted = f"{name(schema)}.{name(table.name)}"
    return constraints.plan_foreign_keys(connection, wanted, f"{schema}.{table.name}", quoted)
