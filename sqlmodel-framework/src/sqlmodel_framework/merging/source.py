"""Where rows come from: mappings or model instances in Python, or a select inside the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter, itemgetter
from os import PathLike
from typing import Any

from sqlalchemy.orm import object_session
from sqlalchemy.sql.expression import Executable

from ..errors import SourceColumnsError
from ..history.tracked import SYSTEM_COLUMNS, Tracked, attribute_columns
from .files import CsvRows, csv_rows
from .frames import open_frame
from .plan import made_by_database

_NOTHING = object()


@dataclass(frozen=True)
class RowSource:
    """Rows that Python holds or makes, one at a time."""

    names: tuple[str, ...]
    rows: Iterator[Any]
    values: Callable[[Any], tuple[Any, ...]]
    #: The same of a mapping that has the names and no other.
    getter: Callable[[Any], tuple[Any, ...]] | None = None
    #: That all values are text, as a file has them.
    text: bool = False
    #: That reading a row may make its session ask the database for it.
    attached: bool = False

    def block(self, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The values of several rows at once.

        Raises:
            ValueError: one of them has not the names of the first row.
        """
        if self.getter is None:
            return list(map(self.values, rows))
        if set(map(len, rows)) != {len(self.names)}:
            raise ValueError("rows of several widths")
        return list(map(self.getter, rows))

    def raw(self, row: Any) -> Any:
        """The row as the quarantine keeps it."""
        if isinstance(row, Mapping):
            return dict(row)
        try:
            return dict(zip(self.names, self.values(row), strict=True))
        except Exception:  # no row of the first one's kind
            return {"row": row}

    def partial(self, row: Any) -> tuple[Any, ...]:
        """What a row has of the names, None for the rest; so that the key of a refused row is known."""
        return tuple(row.get(name) for name in self.names) if isinstance(row, Mapping) else ()


@dataclass(frozen=True)
class SelectSource:
    """Rows that the database already holds."""

    names: tuple[str, ...]
    select: Any
    ordered: bool


def open_source(model: Any, tracked: Tracked, rows: Any) -> RowSource | SelectSource:
    """Look at what was given, without reading more of it than the first row.

    Raises:
        SourceColumnsError: it is none of the kinds of source.
    """
    if isinstance(rows, Executable) and hasattr(rows, "selected_columns"):
        query: Any = rows
        names = tuple(str(c.key) for c in query.selected_columns)
        return SelectSource(names, query, bool(getattr(query, "_order_by_clauses", ())))
    if isinstance(rows, PathLike):
        rows = csv_rows(rows)
    if isinstance(rows, CsvRows):
        return _mappings(rows.names, iter(rows), "the header", text=True)
    frame = open_frame(rows)
    if frame is not None:
        return RowSource(frame.names, frame.rows, tuple)
    if isinstance(rows, (str, bytes, Mapping)) or not isinstance(rows, Iterable):
        raise SourceColumnsError(
            f"rows is a {type(rows).__name__}. Give an iterable of mappings or of {tracked.table.name} "
            "model instances, a pathlib.Path of a CSV file, a DataFrame, Arrow data, or a SQLAlchemy select."
        )
    iterator = iter(rows)
    first = next(iterator, _NOTHING)
    if first is _NOTHING:
        return RowSource((), iter(()), lambda row: ())
    rest = chain([first], iterator)
    if isinstance(first, Mapping):
        return _mappings(tuple(first), rest, "the first row")
    if isinstance(model, type) and isinstance(first, model):
        names = _instance_names(model, tracked)
        getter = attrgetter(*names)
        values = getter if len(names) > 1 else lambda row: (getter(row),)
        return RowSource(names, rest, values, attached=object_session(first) is not None)
    raise SourceColumnsError(
        f"the first row is a {type(first).__name__}, neither a mapping nor a model instance. "
        "Write dict(zip(names, row)) for tuples, or row._mapping for SQLAlchemy rows."
    )


def _instance_names(model: Any, tracked: Tracked) -> tuple[str, ...]:
    automatic = tracked.table._autoincrement_column
    return tuple(
        name
        for name, column in attribute_columns(model)
        if column.name not in SYSTEM_COLUMNS and not made_by_database(column) and column is not automatic
    )


def _mappings(names: tuple[str, ...], rows: Iterator[Any], model_row: str, text: bool = False) -> RowSource:
    width = len(names)
    getter: Any = itemgetter(*names) if names else lambda row: ()

    def values(row: Any) -> tuple[Any, ...]:
        try:
            found = getter(row)
        except KeyError as error:
            raise ValueError(f"the row has no {error.args[0]!r}, which {model_row} has") from None
        except TypeError:
            raise ValueError(f"the row is a {type(row).__name__}, and {model_row} a mapping") from None
        if len(row) != width:
            extra = ", ".join(repr(k) for k in row if k not in names)
            raise ValueError(f"the row has {extra}, which {model_row} has not")
        return found if width > 1 else (found,)

    return RowSource(names, rows, values, getter if width > 1 else None, text)
