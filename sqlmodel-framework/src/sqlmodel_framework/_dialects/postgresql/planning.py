"""The differences between models and the database, as the steps that close them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Table

from ..._deploy.plan import Step
from ..._history.tracked import tracked_or_none
from . import constraints, enums, relation, sequences
from .functions import Names
from .history_plan import plan_triggers
from .quoting import name

if TYPE_CHECKING:
    from ..._deploy.order import Order
    from .catalog import Catalog


def plan_tables(catalog: Catalog, order: Order, schemas: Mapping[Table, str]) -> list[Step]:
    """Steps for tables, their histories, and the schemas, types and sequences that they need."""
    steps, last = [], []
    for schema in catalog.missing_schemas(schemas.values()):
        steps.append(Step(schema, "schema missing", (f"CREATE SCHEMA {name(schema)}",)))
    steps += enums.plan(catalog, schemas) + sequences.plan(catalog, order.tables)
    for table in order.tables:
        steps += _table(catalog, table, schemas[table], order)
        last += _foreign_keys(catalog, table, schemas[table], order)
    return steps + last  # a foreign key needs both its tables


def _table(catalog: Catalog, table: Table, schema: str, order: Order) -> list[Step]:
    tracked = tracked_or_none(table)
    role = relation.PLAIN if tracked is None else relation.TRACKED
    if taken := relation.taken(catalog, table, schema):
        return [taken]
    steps = relation.plan(catalog, table, schema, role, order.inline(table))
    if tracked is None:
        return steps
    names = Names(tracked, schema)
    return steps + plan_history(catalog, names) + plan_triggers(catalog, names)


def plan_history(catalog: Catalog, names: Names, *, migrated: bool = False) -> list[Step]:
    """Steps for the tables that history is kept in; those that Alembic makes are left out (``migrated``)."""
    kept = {names.history: names.tracked.history, names.log: names.tracked.log}
    return [
        step
        for quoted, table in kept.items() if catalog.exists(quoted) or not migrated
        for step in relation.plan(catalog, table, names.schema, relation.HISTORY, ())
    ]  # fmt: skip


def _foreign_keys(catalog: Catalog, table: Table, schema: str, order: Order) -> list[Step]:
    wanted = set(table.foreign_key_constraints)
    quoted = f"{name(schema)}.{name(table.name)}"
    if catalog.columns(quoted) is None:
        wanted -= set(order.inline(table))  # it is made with them
    elif catalog.is_foreign(quoted):
        return []
    return constraints.plan_foreign_keys(catalog, wanted, f"{schema}.{table.name}", quoted)
