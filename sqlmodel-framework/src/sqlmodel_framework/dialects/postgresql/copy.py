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
        self._chunk = b""
        self._at = 0
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        if self._at >= len(self._chunk):
            try:
                self._chunk, self._at = next(self._chunks, b""), 0
            except Exception as error:
                self.error = error
                raise
        # By position: to cut the rest off a chunk each time would copy a wide row again and again.
        end = len(self._chunk) if size < 0 else self._at + size
        piece = self._chunk[self._at : end]
        self._at = end
        return piece
