"""Readers of dates and times that refuse what Python has no value for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ...errors import UnreadableValueError

# The server's type OIDs, by psycopg2's name of the caster that reads the ordinary values.
_PSYCOPG2 = {"PYDATE": 1082, "PYTIME": 1083, "PYDATETIME": 1114, "PYDATETIMETZ": 1184}
_PSYCOPG = ("date", "time", "timestamp", "timestamptz")


def register(connection: Any, record: Any) -> None:
    """On a new connection of either driver."""
    if hasattr(connection, "adapters"):
        _register_psycopg(connection)
    else:
        _register_psycopg2(connection)


def _register_psycopg2(connection: Any) -> None:
    from psycopg2 import extensions

    for name, oid in _PSYCOPG2.items():
        made = extensions.new_type((oid,), f"EXACT{name}", _caster(getattr(extensions, name)))
        extensions.register_type(made, connection)


def _caster(ordinary: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def cast(value: Any, cursor: Any) -> Any:
        if value is None:
            return None
        if "infinity" in value or value.startswith("24:"):
            raise _error(value)
        try:
            return ordinary(value, cursor)
        except ValueError as error:
            raise _error(value) from error

    return cast


def _register_psycopg(connection: Any) -> None:
    for name in _PSYCOPG:
        oid = connection.adapters.types[name].oid
        for form in (0, 1):  # text and binary
            ordinary = connection.adapters.get_loader(oid, form)
            connection.adapters.register_loader(name, _loader(ordinary, form))


def _loader(ordinary: Any, form: int) -> Any:
    from psycopg import DataError, adapt, pq

    class Exact(adapt.Loader):
        format = pq.Format(form)

        def __init__(self, oid: int, context: Any = None) -> None:
            super().__init__(oid, context)
            self._ordinary = ordinary(oid, context)

        def load(self, data: Any) -> Any:
            try:
                return self._ordinary.load(data)
            except DataError as error:
                raise _error(str(error)) from error

    return Exact


def _error(value: str) -> UnreadableValueError:
    return UnreadableValueError(
        f"{value} is no date or time that Python can hold ({date.min.year} to {date.max.year}). "
        "Select it as text (cast(column, String)), or compare it in SQL."
    )
