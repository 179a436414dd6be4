"""What differs in the functions, triggers, defaults and rights that keep history, and how to close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..._columns import BatchInForce, CurrentTransaction, StatementTime
from ..._deploy.plan import Step
from . import closing, periods, renamed
from .functions import Names, every_function, functions, note_columns
from .quoting import DIALECT, name
from .rights import close_function
from .trigger_set import Trigger, again, statement_triggers, triggers

if TYPE_CHECKING:
    from .catalog import Catalog


def plan_triggers(catalog: Catalog, names: Names) -> list[Step]:
    """Steps for everything that keeps history but the tables themselves."""
    partitions = catalog.partitions(names.table)
    wanted = triggers(names)
    for partition in partitions:
        wanted += statement_triggers(names, partition)
    clones = [replace(t, table=partition) for partition in partitions for t in triggers(names) if t.row]
    tables = [names.table, *partitions]
    return [
        *_functions(catalog, names),
        *_triggers(catalog, wanted),
        *_clones(catalog, clones),
        *_surplus(catalog, names, wanted),
        *renamed.plan(catalog, names, tables, {(trigger.table, trigger.name) for trigger in wanted}),
        *_defaults(catalog, names, tables),
        *closing.plan(catalog, names),
        *_subscriptions(catalog, names, tables),
        *periods.plan(catalog, names),
    ]


def _functions(catalog: Catalog, names: Names) -> list[Step]:
    steps = []
    for function in functions(names):
        found = catalog.function(function.name)
        create = tuple(function.create())
        if function.name == names.write:  # it is what knows the columns
            create = (*create, note_columns(names))
        if found is None:
            drop = (f"DROP FUNCTION IF EXISTS {function.name}() CASCADE",)
            steps.append(Step(function.name, "function missing", create, undo=drop))
        elif (found.body, found.definer, sorted(found.settings)) != (
            function.body, function.definer, function.settings,
        ):  # fmt: skip
            finding = "function is of another version of the model, or was edited by hand"
            steps.append(Step(function.name, finding, create, undo=(found.definition,)))
        elif found.runners:
            finding = f"function may be run by {', '.join(sorted(found.runners))}"
            steps.append(Step(function.name, finding, (close_function(function.name),)))
    return steps


def _triggers(catalog: Catalog, wanted: Sequence[Trigger]) -> list[Step]:
    steps = []
    for trigger in wanted:
        found = catalog.trigger(trigger.table, trigger.name)
        label = f"{trigger.table}.{trigger.name}"
        create = tuple(trigger.create())
        if found is None:
            steps.append(Step(label, "trigger missing", create, undo=(trigger.drop(),)))
        elif not catalog.calls(found, trigger.function) or trigger.shape != (
            found.tgtype, found.old_table, found.columns, found.plain,
        ):  # fmt: skip
            undo = (trigger.drop(), *again(found, trigger.table))
            steps.append(Step(label, "trigger changed", create, undo=undo))
        elif found.enabled != "A":
            steps.append(Step(label, "trigger disabled", (trigger.enable(),)))
    return steps


def _clones(catalog: Catalog, clones: Sequence[Trigger]) -> list[Step]:
    """A partition has its parent's row triggers, which can be disabled there alone."""
    steps = []
    for clone in clones:
        found = catalog.trigger(clone.table, clone.name)
        if found is not None and found.enabled != "A":
            steps.append(Step(f"{clone.table}.{clone.name}", "trigger disabled", (clone.enable(),)))
    return steps


def _surplus(catalog: Catalog, names: Names, wanted: Sequence[Trigger]) -> list[Step]:
    """What an earlier version of the model left, or a hand made: each would write history, or alter it."""
    steps = []
    every = every_function(names)
    called = [(trigger.table, trigger.name) for trigger in wanted]
    for found in catalog.surplus_triggers([f.name for f in every], called):
        drop = f"DROP TRIGGER {found.name} ON {found.table}"
        finding = "trigger that no table of the models has"
        undo = tuple(again(found, found.table))
        steps.append(Step(f"{found.table}.{found.name}", finding, (drop,), undo=undo))
    for function in every:
        if function in functions(names):
            continue
        left = catalog.function(function.name)
        if left is not None:
            undo = (left.definition, close_function(function.name))
            drop = f"DROP FUNCTION {function.name}()"
            steps.append(Step(function.name, "function no longer needed", (drop,), undo=undo))
    return steps


def _defaults(catalog: Catalog, names: Names, tables: Sequence[str]) -> list[Step]:
    """The times and the transaction of a row that is inserted come from its columns' defaults.

    One that the table lacks is found with its columns; here, another one, and either on a partition.
    """
    steps = []
    for column in names.tracked.table.columns:
        wanted = getattr(column.server_default, "arg", None)
        if not isinstance(wanted, (StatementTime, CurrentTransaction, BatchInForce)):
            continue
        expression = str(wanted.compile(dialect=DIALECT))
        for table in tables:
            found = catalog.default(table, column.name)
            if found is None:
                continue
            if (found.expression or "").removeprefix("pg_catalog.") != expression:
                change = f"ALTER TABLE {table} ALTER COLUMN {name(column.name)} SET DEFAULT {expression}"
                finding = f"default is {found.expression or 'missing'}"
                steps.append(Step(f"{table}.{column.name}", finding, (change,)))
    return steps


def _subscriptions(catalog: Catalog, names: Names, tables: Sequence[str]) -> list[Step]:
    if not catalog.is_subscribed(tables):
        return []
    finding = "a subscription writes to it, and what that updates and deletes leaves no history"
    remedy = "keep history where the rows are published, or load the table in another way"
    return [Step(names.table, finding, remedy=remedy)]
