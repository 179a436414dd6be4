"""From what a caller holds, a Connection or a Session, to a connection inside a transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection, Engine

from .errors import TransactionRequiredError

_REMEDY = (
    "Write `with engine.begin() as conn:` (or pass a Session) and commit when all is done, on an engine "
    "that is not of isolation level AUTOCOMMIT."
)


def connection_of(conn: Any) -> Connection:
    """The connection to work on, with what the session holds flushed to it.

    Raises:
        TransactionRequiredError: an Engine, or a connection that commits every statement by itself.
    """
    if isinstance(conn, Connection):
        connection = conn
    elif isinstance(conn, Engine) or not hasattr(conn, "connection"):
        raise TransactionRequiredError(
            f"{type(conn).__name__} given where a Connection or Session in a transaction is needed. {_REMEDY}"
        )
    else:
        conn.flush()
        connection = conn.connection()
    # SQLAlchemy 1.4 without future=True commits each statement unless begin() was called.
    legacy = not getattr(connection, "_is_future", True)
    if (legacy and not connection.in_transaction()) or _autocommits(connection):
        raise TransactionRequiredError(
            f"this connection commits every statement by itself, so nothing could be undone. {_REMEDY}"
        )
    return connection


def _autocommits(connection: Connection) -> bool:
    raw: Any = connection.connection
    raw = getattr(raw, "dbapi_connection", None) or raw
    return getattr(raw, "autocommit", False) is True
