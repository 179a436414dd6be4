"""COPY ... FROM STDIN through whichever driver the connection has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from ...errors import MergeError, UnsupportedDialectError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# Characters that are handed to the driver at once, and that go into one COPY where it takes turns.
_CHUNK = 1 << 16
_TURN = 1 << 20


def copy_in(connection: Connection, statement: str, lines: Iterable[str], in_turns: bool = False) -> None:
    """Bring lines (each with its newline) into the table of a COPY statement.

    Args:
        connection: in a transaction.
        statement: COPY ... FROM STDIN.
        lines: read while the statement runs.
        in_turns: read them between several such statements instead, for they come from this connection.

    Raises:
        MergeError: what makes the lines runs a statement on the connection, which COPY has to itself.
    """
    if not in_turns:
        with _alone(connection) as alone:
            if alone:
                _stream(connection, statement, lines)
                return
    for piece in _pieces(lines, _TURN):
        _stream(connection, statement, [piece])


@contextmanager
def _alone(connection: Connection) -> Iterator[bool]:
    """Nobody else runs a statement on the connection; false where SQLAlchemy does not let that be watched."""
    refused: list[MergeError] = []

    def refuse(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        # The driver would close the connection (psycopg2), or wait for itself for ever (psycopg 3).
        refused.append(
            MergeError(
                "the source of a merge runs a statement on merge's own connection, which COPY has to itself "
                f"while rows are read: {' '.join(statement.split())[:200]}. Read from another connection, "
                "pass the select itself as rows, or read all of it before: .mappings().all()."
            )
        )
        raise refused[0]

    try:
        event.listen(connection, "before_cursor_execute", refuse)
    except InvalidRequestError:  # SQLAlchemy 1.4, on an engine of another's execution_options()
        yield False
        return
    try:
        yield True
    finally:
        event.remove(connection, "before_cursor_execute", refuse)
    if refused:  # and the source went on without the answer
        raise refused[0]


def _stream(connection: Connection, statement: str, lines: Iterable[str]) -> None:
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


def _pieces(lines: Iterable[str], least: int) -> Iterator[str]:
    pending: list[str] = []
    size = 0
    for line in lines:
        pending.append(line)
        size += len(line)
        if size >= least:
            yield "".join(pending)
            pending, size = [], 0
    if pending:
        yield "".join(pending)


class _Reader:
    """What psycopg2 reads from: bytes on demand, so that no source is held whole."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._chunks = (piece.encode() for piece in _pieces(lines, _CHUNK))
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
