"""The differences between a model's table and the database, as the steps that close them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Enum, Table
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable, SetTableComment

from ...deployment.plan import Step
from ...history.tracked import Tracked, tracked_or_none
from . import catalog, periods
from .functions import Names, functions
from .quoting import DIALECT, literal, name, type_sql
from .trigger_set import statement_triggers, triggers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from ...deployment.order import Order


def plan_tables(connection: Connection, order: Order, schemas: Mapping[Table, str]) -> list[Step]:
    """Steps for tables, their histories and the schemas that they are in."""
    steps = []
    for schema in dict.fromkeys(schemas.values()):
        if not catalog.has_schema(connection, schema):
            steps.append(Step(schema, "schema missing", (f"CREATE SCHEMA {name(schema)}",)))
    for table in order.tables:
        steps += _table(connection, table, tracked_or_none(table), schemas[table])
    return steps


def _table(connection: Connection, table: Table, tracked: Tracked | None, schema: str) -> list[Step]:
    steps = _relation(connection, table, schema, is_history=False)
    if tracked is None:
        return steps
    names = Names(tracked, schema)
    steps += _relation(connection, tracked.history, schema, is_history=True)
    steps += _relation(connection, tracked.inserts, schema, is_history=True)
    return steps + plan_triggers(connection, names)


def create_table(table: Table) -> list[str]:
    """The statements that make a table and its indexes."""
    made = [_enum(c.type) for c in table.columns if isinstance(c.type, Enum) and c.type.native_enum]
    made.append(_text(CreateTable(table)))
    made += [_text(CreateIndex(i)) for i in sorted(table.indexes, key=lambda i: str(i.name))]
    if table.comment:
        made.append(_text(SetTableComment(table)))
    return made


def _relation(connection: Connection, table: Table, schema: str, *, is_history: bool) -> list[Step]:
    label = f"{schema}.{table.name}"
    present = catalog.columns(connection, schema, table.name)
    if present is None:
        return [Step(label, "table missing", tuple(create_table(table)))]
    quoted = f"{name(schema)}.{name(table.name)}"
    steps = _missing(label, quoted, [c for c in table.columns if c.name not in present])
    for column in table.columns:
        if column.name in present:
            steps += _retyped(connection, label, quoted, column, present[column.name], is_history)
    for surplus in sorted(set(present) - {c.name for c in table.columns}):
        if not is_history and present[surplus].not_null and not present[surplus].has_default:
            remedy = "drop it by a migration, or add it to the model"
            steps.append(Step(f"{label}.{surplus}", "required column that the model has not", remedy=remedy))
    existing = catalog.indexes(connection, schema, table.name)
    for index in sorted(table.indexes, key=lambda i: str(i.name)):
        if index.name not in existing:
            steps.append(Step(f"{label}.{index.name}", "index missing", (_text(CreateIndex(index)),)))
    return steps


def _missing(label: str, quoted: str, columns: list[Column[Any]]) -> list[Step]:
    steps, added = [], []
    for column in columns:
        fills_itself = column.server_default is not None or column.computed is not None
        if column.nullable or fills_itself:
            added.append(column)
        else:
            remedy = "add it by a migration that fills it, or give the field a server default"
            steps.append(Step(f"{label}.{column.name}", "required column missing", remedy=remedy))
    if added:
        # In one statement, so that created_at and systime of the rows already there are one instant.
        clauses = ", ".join(f"ADD COLUMN {_text(CreateColumn(c))}" for c in added)
        listed = ", ".join(c.name for c in added)
        steps.append(Step(f"{label} ({listed})", "column missing", (f"ALTER TABLE {quoted} {clauses}",)))
    return steps


def _retyped(
    connection: Connection, label: str, quoted: str, column: Column[Any], found: Any, is_history: bool
) -> list[Step]:
    if not catalog.differs_in_type(connection, column, found.type):
        return []
    wanted = type_sql(column.type)
    finding = f"type is {found.type}, the model says {wanted}"
    if not is_history:
        return [Step(f"{label}.{column.name}", finding, remedy="change it by a migration")]
    quoted_column = name(column.name)
    change = f"ALTER TABLE {quoted} ALTER COLUMN {quoted_column} TYPE {wanted}"
    return [Step(f"{label}.{column.name}", finding, (f"{change} USING {quoted_column}::text::{wanted}",))]


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


def _enum(type_: Enum) -> str:
    labels = ", ".join(literal(str(label)) for label in type_.enums)
    return (
        f"DO $sqlmodel$ BEGIN CREATE TYPE {type_sql(type_)} AS ENUM ({labels}); "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $sqlmodel$"
    )


def _text(element: Any) -> str:
    return str(element.compile(dialect=DIALECT)).strip()
