"""Who acts, and for which load: what the triggers write down beside each version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .._connection import connection_of, takes_statements
from .._dialects import dialect_for
from ..errors import SqlModelFrameworkError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Session

ACTOR, BATCH = "actor", "batch"


def actor(conn: Connection | Session, name: str | None) -> None:
    """Say who the application acts for, until the transaction ends; ``None`` clears it.

    History and audit record it beside the database user. Text such as ``"dag:load/run:2013-01"``.

    Args:
        conn: a Connection or a Session, inside a transaction.

    Raises:
        SqlModelFrameworkError: the name is no text.
    """
    _set(conn, ACTOR, name, "'user:5'")


def batch(conn: Connection | Session, name: str | None) -> None:
    """Say which load the statements that follow belong to, until the transaction ends; ``None`` clears it.

    Every row that they insert or update has it as its ``batch_id``. :func:`merge` does so by itself, for its
    own statements; this is for SQL of your own.

    Args:
        conn: a Connection or a Session, inside a transaction.

    Raises:
        SqlModelFrameworkError: the name is no text.
    """
    _set(conn, BATCH, name, "'2013-01'")


@contextmanager
def in_batch(connection: Connection, name: str | None) -> Iterator[None]:
    """The statements inside belong to this load; afterwards what was in force before is again, on error too.

    Without a name, what is in force stays so.
    """
    if name is None:
        yield
        return
    dialect = dialect_for(connection.dialect.name)
    before = dialect.set_in_force(connection, BATCH, name)
    try:
        yield
    finally:
        # After an error of the database the rollback, also one to a savepoint, brings it back.
        if takes_statements(connection):
            dialect.set_in_force(connection, BATCH, before)


def _set(conn: Any, setting: str, name: str | None, example: str) -> None:
    if name is not None and (not isinstance(name, str) or not name):
        kind = f"of type {type(name).__name__}" if name else "empty text"
        raise SqlModelFrameworkError(f"{setting} {name!r} is {kind}. Write it as text, such as {example}.")
    connection = connection_of(conn)
    dialect_for(connection.dialect.name).set_in_force(connection, setting, name)
