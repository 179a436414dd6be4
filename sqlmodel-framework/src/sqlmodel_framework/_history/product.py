"""Refuses a select that would pair every version of the past with every row of today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.sql import visitors

from ..errors import LiveColumnsError


def refuse_product(past: Any, live: Any, compiler: Any) -> None:
    """Look at the select that is being compiled, one of whose FROM is ``past``.

    Raises:
        LiveColumnsError: it reads the table ``live`` too, and nothing joins the two; or it sorts by a column
            of ``live``, which it does not read.
    """
    entry: dict[str, Any] = compiler.stack[-1] if compiler.stack else {}
    statement: Any = entry.get("selectable")
    state: Any = entry.get("compile_state")
    if not hasattr(statement, "_where_criteria") or not hasattr(state, "_get_display_froms"):
        return
    roots = [set(root._from_objects) for root in state._get_display_froms()]
    joined = [froms for froms in roots if past in froms]
    for criterion in _conjuncts(statement._where_criteria):
        roots = _tied(roots, set(criterion._from_objects))
    mine = next((froms for froms in roots if past in froms), set())
    elsewhere = any(live in froms for froms in roots if froms is not mine)
    sorted_by = [c for clause in statement._order_by_clauses for c in _tables(clause)]
    unread = live in sorted_by and not any(live in froms for froms in roots)
    if joined and (elsewhere or unread):
        raise LiveColumnsError(
            f"this select reads {live.name} as it was, and filters or sorts by {live.name} as it is now; "
            "nothing joins the two. Name the columns of the past: past = as_of(Model, t), then "
            f"select(past).where(past.{_some_column(live)} == ...). To compare with now, join by the key."
        )


def _some_column(live: Any) -> str:
    keys = {c.name for c in live.primary_key.columns}
    return next((c.key for c in live.columns if c.name not in keys), "name")


def _conjuncts(criteria: Iterable[Any]) -> Iterable[Any]:
    for criterion in criteria:
        if getattr(getattr(criterion, "operator", None), "__name__", "") == "and_":
            yield from _conjuncts(criterion.clauses)
        else:
            yield criterion


def _tied(roots: list[set[Any]], named: set[Any]) -> list[set[Any]]:
    """The entries of FROM, where those that one condition names are one."""
    together = [froms for froms in roots if froms & named]
    if len(together) < 2:
        return roots
    return [*[froms for froms in roots if not froms & named], set().union(*together)]


def _tables(clause: Any) -> list[Any]:
    every: Iterable[Any] = visitors.iterate(clause)
    return [table for each in every if (table := getattr(each, "table", None)) is not None]
