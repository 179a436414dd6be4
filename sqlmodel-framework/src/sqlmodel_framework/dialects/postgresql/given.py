"""Values that the model gives a column by itself (default=, onupdate=), in a statement on many rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, bindparam
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import BindParameter, ClauseElement

from ...errors import SourceColumnsError
from .quoting import DIALECT, parameter


def given(kind: str, values: Iterable[tuple[Column[Any], Any]]) -> tuple[list[str], list[BindParameter[Any]]]:
    """The SQL of each value, and the parameters in it, whose names begin with the kind."""
    parts: list[str] = []
    binds: list[BindParameter[Any]] = []
    for number, (column, value) in enumerate(values):
        if isinstance(value, ClauseElement):
            parts.append(f"({_compiled(column, value)})")
            continue
        key = f"{kind}_{number}"
        parts.append(parameter(key))
        binds.append(bindparam(key, value, type_=column.type))
    return parts, binds


def _compiled(column: Column[Any], value: ClauseElement) -> str:
    try:
        return str(value.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
    except (CompileError, NotImplementedError) as error:
        raise SourceColumnsError(
            f"{column.table.name}.{column.key} is given its value by a {type(value).__name__}, which merge "
            f"cannot write as SQL: {error}. Give the column in the source, or use a server default."
        ) from error
