"""Where rows come from: mappings or model instances in Python, or a select inside the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import IOBase
from itertools import chain
from operator import attrgetter, itemgetter
from os import PathLike
from typing import Any

from sqlalchemy import Column
from sqlalchemy.orm import class_mapper, object_session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.interfaces import MANYTOONE
from sqlalchemy.sql.expression import Executable

from .._history.tracked import SYSTEM_COLUMNS, Tracked, attribute_columns
from ..errors import SourceColumnsError
from .files import CsvRows, csv_rows
from .frames import is_series, open_frame
from .order import ORDER
from .plan import counts_itself, generated_key, made_by_database

_NOTHING = object()


@dataclass(frozen=True)
class RowSource:
    """Rows that Python holds or makes, one at a time."""

    names: tuple[str, ...]
    rows: Iterator[Any]
    values: Callable[[Any], tuple[Any, ...]]
    #: The same of a row that has the names and no other, and is of the first one's kind.
    getter: Callable[[Any], tuple[Any, ...]] | None = None
    #: Whether a row may be read by ``getter``.
    plain: Callable[[Any], bool] | None = None
    #: That all values are text, as a file has them.
    text: bool = False
    #: That reading a row may make its session ask the database for it.
    attached: bool = False
    #: The names that a row does not give; None where each gives all.
    unset: Callable[[Any], Collection[str]] | None = None

    def block(self, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The values of several rows at once.

        Raises:
            ValueError: one of them has not the names of the first row.
        """
        if self.getter is None:
            return list(map(self.values, rows))
        whole = all(map(self.plain, rows)) if self.plain else set(map(len, rows)) == {len(self.names)}
        if not whole:
            raise ValueError("rows of several widths")
        return list(map(self.getter, rows))

    def raw(self, row: Any) -> Any:
        """The row as the quarantine keeps it."""
        if isinstance(row, Mapping):
            return dict(row)
        try:
            unset = self.unset(row) if self.unset is not None else ()
            read = self.getter or self.values
            pairs = zip(self.names, read(row), strict=True)
            return {name: value for name, value in pairs if name not in unset}
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


def open_source(
    model: Any, tracked: Tracked, key: tuple[Column[Any], ...], rows: Any, sparse: bool, reject: str | None
) -> RowSource | SelectSource:
    """Look at what was given, without reading more of it than the first row.

    Raises:
        SourceColumnsError: it is none of the kinds of source.
        GeneratedKeyError: its rows are to be found by a key that only the database gives.
    """
    if isinstance(rows, Executable) and hasattr(rows, "selected_columns"):
        query: Any = rows
        names = tuple(str(c.key) for c in query.selected_columns)
        return SelectSource(names, query, bool(getattr(query, "_order_by_clauses", ())))
    if isinstance(rows, PathLike):
        rows = csv_rows(rows)
    if isinstance(rows, CsvRows):
        return _mappings(rows.names, iter(rows), "the header", text=True)
    _refuse_no_rows(model, tracked, rows)
    frame = open_frame(rows)
    if frame is not None:
        return RowSource(frame.names, frame.rows, tuple)
    if not isinstance(rows, Iterable):
        raise SourceColumnsError(_no_rows(tracked, rows))
    iterator = iter(rows)
    first = next(iterator, _NOTHING)
    if first is _NOTHING:
        return RowSource((), iter(()), lambda row: ())
    rest = chain([first], iterator)
    if isinstance(first, Mapping):
        if not sparse:
            return _mappings(tuple(first), rest, "the first row")
        return _sparse(_settable(model), rest, reject)
    if isinstance(model, type) and isinstance(first, model):
        return _instances(model, tracked, key, first, rest)
    raise SourceColumnsError(_no_row(model, tracked, first))


def _refuse_no_rows(model: Any, tracked: Tracked, rows: Any) -> None:
    kind = type(rows).__name__
    if isinstance(rows, (str, bytes)):
        path = repr(rows) if isinstance(rows, str) and len(rows) < 200 else "..."
        raise SourceColumnsError(f"rows is a {kind}, and no rows. For a CSV file write pathlib.Path({path}).")
    if isinstance(rows, IOBase):
        raise SourceColumnsError("rows is an open file. Give its path: pathlib.Path(file.name).")
    if isinstance(model, type) and isinstance(rows, model):
        raise SourceColumnsError(f"rows is one {kind}. Write a list of it: [row].")
    if isinstance(rows, Mapping):
        raise SourceColumnsError(f"rows is one {kind}, a single row. Write a list of it: [row].")
    if is_series(rows):
        raise SourceColumnsError(f"rows is a {kind}, one column. Give a DataFrame: rows.to_frame().")
    if _is_model(rows):
        raise SourceColumnsError(_no_rows(tracked, rows))


def _no_rows(tracked: Tracked, rows: Any) -> str:
    return (
        f"rows is of type {type(rows).__name__}. Give an iterable of mappings or of {tracked.table.name} "
        "model instances, a pathlib.Path of a CSV file, a DataFrame, Arrow data, or a SQLAlchemy select."
    )


def _is_model(value: Any) -> bool:
    return hasattr(value, "model_fields_set") or hasattr(value, "__fields_set__")


def _no_row(model: Any, tracked: Tracked, first: Any) -> str:
    kind, wanted = type(first).__name__, getattr(model, "__name__", tracked.table.name)
    if _is_model(first):
        return (
            f"the first row is of type {kind}, and rows are merged into {wanted}. "
            f"Make it one of those, {wanted}(**row.model_dump()) (pydantic 1: row.dict()), or pass the dict."
        )
    return (
        f"the first row is of type {kind}, neither a mapping nor of type {wanted}. "
        "Write dict(zip(names, row)) for tuples, or row._mapping for SQLAlchemy rows."
    )


def _settable(model: Any) -> tuple[str, ...]:
    return tuple(
        name
        for name, column in attribute_columns(model)
        if column.name not in SYSTEM_COLUMNS and not made_by_database(column)
    )


def _instances(
    model: Any, tracked: Tracked, key: tuple[Column[Any], ...], first: Any, rows: Iterator[Any]
) -> RowSource:
    names = _settable(model)
    known = dict(attribute_columns(model))
    counted = [n for n in names if counts_itself(known[n])]
    for name in counted:
        if known[name] in key and getattr(first, name) is None:
            raise generated_key(tracked, known[name])
    every = frozenset(names)
    read = attrgetter(*names)
    getter = read if len(names) > 1 else lambda row: (read(row),)
    parents = _parents(model, known)

    def unset(row: Any) -> Collection[str]:
        missing = [n for n in counted if getattr(row, n) is None]
        if instance_state(row).key is not None:  # it was read from a database, all of it
            return missing
        return [*missing, *every.difference(_fields_set(row))]

    def values(row: Any) -> tuple[Any, ...]:
        if not isinstance(row, model):
            raise ValueError(f"the row is a {type(row).__name__}, and the first row a {model.__name__}")
        for relationship, own in parents:
            if row.__dict__.get(relationship) is not None and all(getattr(row, n) is None for n in own):
                raise ValueError(
                    f"the row has its {relationship!r} as an object, and merge writes columns: "
                    f"give {' and '.join(map(repr, own))}"
                )
        return getter(row)

    def plain(row: Any) -> bool:
        return isinstance(row, model) and not unset(row)

    attached = object_session(first) is not None
    return RowSource(names, rows, values, getter, plain, attached=attached, unset=unset)


def _parents(model: Any, known: Mapping[str, Column[Any]]) -> list[tuple[str, list[str]]]:
    """The relationships to one row, each with the model's fields that would refer to it."""
    field_of: dict[Any, str] = {column: name for name, column in known.items()}
    return [
        (relationship.key, [field_of[column] for column in relationship.local_columns])
        for relationship in class_mapper(model).relationships
        if relationship.direction is MANYTOONE and all(c in field_of for c in relationship.local_columns)
    ]


def _fields_set(row: Any) -> Any:
    found = getattr(row, "model_fields_set", None)  # pydantic 2; pydantic 1 calls it __fields_set__
    return row.__fields_set__ if found is None else found


def _sparse(columns: tuple[str, ...], rows: Iterator[Any], reject: str | None) -> RowSource:
    names = (*columns, ORDER, *([reject] if reject and reject not in columns else ()))
    every = frozenset(names)

    def values(row: Any) -> tuple[Any, ...]:
        if not isinstance(row, Mapping):
            raise ValueError(f"the row is a {type(row).__name__}, and the first row a mapping")
        extra = [repr(name) for name in row if name not in every]
        if extra:
            raise ValueError(f"the row has {', '.join(extra)}, which the table has not")
        return tuple(row.get(name) for name in names)

    def unset(row: Any) -> Collection[str]:
        return every.difference(row)

    return RowSource(names, rows, values, unset=unset)


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

    return RowSource(names, rows, values, getter if width > 1 else None, text=text)
