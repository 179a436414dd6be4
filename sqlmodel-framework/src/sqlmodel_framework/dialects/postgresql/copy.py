"""COPY ... FROM STDIN through whichever driver the connection has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ...errors import UnsupportedDialectError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_CHUNK = 1 << 16


def copy_in(connection: Connection, statement: str, lines: Iterable[str]) -> None:
    """Stream lines (each with its newline) into a COPY statement."""
    raw: Any = connection.connection
    reader = _Reader(lines)
    try:
        with raw.cursor() as cursor:
            _copy(connection, cursor, statement, reader)
    except Exception as error:
        if reader.error is not None:  # the source's own error, not the driver's wording of it
            raise reader.error from None
        dbapi: Any = connection.dialect.dbapi
        if isinstance(error, dbapi.Error):  # as SQLAlchemy would have raised it
            raise DBAPIError.instance(
                statement, None, error, dbapi.Error, dialect=connection.dialect
            ) from error
        raise


def _copy(connection: Connection, cursor: Any, statement: str, reader: _Reader) -> None:
    if hasattr(cursor, "copy_expert"):  # psycopg2
        cursor.copy_expert(statement, reader, _CHUNK)
    elif hasattr(cursor, "copy"):  # psycopg 3
        with cursor.copy(statement) as copy:
            while piece := reader.read():
                copy.write(piece)
    else:
        raise UnsupportedDialectError(
            f"the driver {connection.dialect.driver!r} has no COPY. "
            "Connect with postgresql+psycopg2:// or postgresql+psycopg://."
        )


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    pending: list[str] = []
    size = 0
    for line in lines:
        pending.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(pending).encode()
            pending, size = [], 0
    if pending:
        yield "".join(pending).encode()


class _Reader:
    """What psycopg2 reads from: bytes on demand, so that no source is held whole."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._chunks = _chunks(lines)
        self._rest = b""
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            try:
                self._rest = next(self._chunks, b"")
            except Exception as error:
                self.error = error
                raise
        if size < 0 or size >= len(self._rest):
            piece, self._rest = self._rest, b""
        else:
            piece, self._rest = self._rest[:size], self._rest[size:]
        return piece
