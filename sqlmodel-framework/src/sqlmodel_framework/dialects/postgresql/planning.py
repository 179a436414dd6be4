"""The differences between models and the database, as the steps that close them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Table

from ...deployment.plan import Step
from ...history.tracked import tracked_or_none
from . import catalog, constraints, enums, periods, relation
from .functions import Names, functions
from .quoting import name
from .trigger_set import statement_triggers, triggers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ...deployment.order import Order


def plan_tables(connection: Connection, order: Order, schemas: Mapping[Table, str]) -> list[Step]:
    """Steps for tables, their histories, and the schemas and types that they need."""
    steps, last = [], []
    for schema in dict.fromkeys(schemas.values()):
        if not catalog.has_schema(connection, schema):
            steps.append(Step(schema, "schema missing", (f"CREATE SCHEMA {name(schema)}",)))
    steps += enums.plan(connection, schemas)
    for table in order.tables:
        steps += _table(connection, table, schemas[table], order)
        last += _foreign_keys(connection, table, schemas[table], order)
    return steps + last  # a foreign key needs both its tables


def _table(connection: Connection, table: Table, schema: str, order: Order) -> list[Step]:
    tracked = tracked_or_none(table)
    role = relation.PLAIN if tracked is None else relation.TRACKED
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


def plan_triggers(connection: Connection, names: Names) -> list[Step]:
    """Steps for the functions and triggers alone."""
    return _functions(connection, names) + _triggers(connection, names) + periods.plan(connection, names)


def _functions(connection: Connection, names: Names) -> list[Step]:
    steps = []
    for function in functions(names):
        found = catalog.function(connection, function.name)
        create = tuple(function.create())
        if found is None:
            drop = (f"DROP FUNCTION IF EXISTS {function.name}() CASCADE",)
            steps.append(Step(function.name, "function missing", create, undo=drop))
        elif (found.body, found.definer, sorted(found.settings)) != (
            function.body, function.definer, function.settings,
        ):  # fmt: skip
            finding = "function is of another version of the model, or was edited by hand"
            steps.append(Step(function.name, finding, create, undo=(found.definition,)))
        elif found.public:
            steps.append(Step(function.name, "function may be run by PUBLIC", (create[1],)))
    return steps


def _triggers(connection: Connection, names: Names) -> list[Step]:
    wanted = triggers(names)
    for partition in catalog.partitions(connection, names.schema, names.tracked.table.name):
        wanted += statement_triggers(names, partition)
    steps = []
    for trigger in wanted:
        found = catalog.trigger(connection, trigger.table, trigger.name, trigger.function)
        label = f"{trigger.table}.{trigger.name}"
        create = tuple(trigger.create())
        if found is None:
            steps.append(Step(label, "trigger missing", create, undo=(trigger.drop(),)))
        elif not found.same_function or (found.tgtype, found.has_old, found.has_column) != (
            trigger.tgtype, trigger.has_old, trigger.column is not None,
        ):  # fmt: skip
            steps.append(Step(label, "trigger changed", create, undo=(trigger.drop(), found.definition)))
        elif found.enabled != "A":
            steps.append(Step(label, "trigger disabled", (trigger.enable(),)))
    return steps
