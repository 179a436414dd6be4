"""What a table keeps of the name or schema that it had: triggers that write to the history of that name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from ..._deploy.plan import Step
from .functions import Names
from .rights import close_function
from .trigger_set import again

if TYPE_CHECKING:
    from .catalog import Catalog


def plan(
    catalog: Catalog, names: Names, tables: Sequence[str], wanted: Collection[tuple[str, str]]
) -> list[Step]:
    """Steps that take the earlier triggers and functions away, once history has followed the table.

    Args:
        tables: the table, and its partitions.
        wanted: the triggers that are to be, as ``(table, name)``; those are replaced elsewhere.
    """
    found = catalog.foreign_triggers(tables, names.history)
    for row, history, _ in found:
        if history and row.table == names.table:
            finding = f"its triggers write to {history}, the history of another name"
            remedy = f"if the table was renamed: rename {history} to {names.history}, and its log, too"
            return [Step(names.table, finding, remedy=remedy)]
    left = [(row, only_here) for row, history, only_here in found if not history]
    unused = [row for row, only_here in left if only_here]
    return [*_triggers([row for row, _ in left], wanted), *_functions(unused)]


def _triggers(rows: Sequence[Any], wanted: Collection[tuple[str, str]]) -> list[Step]:
    return [
        Step(
            f"{row.table}.{row.name}", "trigger of an earlier name of the table",
            (f"DROP TRIGGER {row.name} ON {row.table}",), undo=tuple(again(row, row.table)),
        )
        for row in rows if (row.table, row.called) not in wanted
    ]  # fmt: skip


def _functions(rows: Sequence[Any]) -> list[Step]:
    unused = {row.function: row.function_definition for row in rows}
    return [
        Step(
            function, "function of an earlier name of the table", (f"DROP FUNCTION {function}()",),
            undo=(definition, close_function(function)),
        )
        for function, definition in unused.items()
    ]  # fmt: skip
