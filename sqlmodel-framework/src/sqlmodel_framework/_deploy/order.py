"""From what a caller lists as models to tables, each once, in the order in which they can be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.schema import sort_tables_and_constraints

from ..errors import ModelDefinitionError


@dataclass(frozen=True)
class Order:
    """Tables after those that they refer to, and the foreign keys that no order can satisfy."""

    tables: tuple[Table, ...]
    #: Those of tables that refer to each other, and those told to come later (``use_alter``).
    late: frozenset[ForeignKeyConstraint]

    def inline(self, table: Table) -> Sequence[ForeignKeyConstraint]:
        """The foreign keys that CREATE TABLE can have."""
        return [c for c in table.foreign_key_constraints if c not in self.late]


def in_order(models: Iterable[Any]) -> Order:
    """The tables of models.

    Raises:
        ModelDefinitionError: something that is neither a model's class nor a table.
    """
    tables, late = [], frozenset[ForeignKeyConstraint]()
    sort: Any = sort_tables_and_constraints
    for table, foreign_keys in sort(dict.fromkeys(map(_table, _listed(models)))):
        if table is None:
            late = frozenset(foreign_keys)
        else:
            tables.append(table)
    return Order(tuple(tables), late)


def _listed(models: Any) -> list[Any]:
    if isinstance(models, (Table, str)) or hasattr(models, "__table__"):
        shown = getattr(models, "__name__", None) or str(models)
        raise ModelDefinitionError(f"{shown} given where a list of models is needed. Write [{shown}].")
    if not isinstance(models, Iterable):
        raise ModelDefinitionError(
            f"{type(models).__name__} given where a list of models is needed: deploy(engine, [Model])."
        )
    return list(models)


def _table(model: Any) -> Table:
    table = getattr(model, "__table__", model)
    if not isinstance(table, Table):
        raise ModelDefinitionError(
            f"{model!r} is no model: give classes with table=True (the classes, not their names), or tables."
        )
    return table
