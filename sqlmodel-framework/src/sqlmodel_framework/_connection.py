"""From what a caller holds, a Connection or a Session, to a connection inside a transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import UnboundExecutionError

from .errors import TransactionRequiredError, UnsupportedDialectError

_REMEDY = (
    "Write `with engine.begin() as conn:` (or pass a Session) and commit when all is done, on an engine "
    "that is not of isolation level AUTOCOMMIT."
)


def connection_of(conn: Any, model: Any = None) -> Connection:
    """The connection to work on, with what the session holds flushed to it.

    Where a session has several databases (``binds=``), the model (or table) tells which.

    Raises:
        TransactionRequiredError: an Engine, or a connection that commits every statement by itself.
        UnsupportedDialectError: a connection, session or engine of SQLAlchemy's asyncio.
    """
    if any(c.__module__.startswith("sqlalchemy.ext.asyncio") for c in type(conn).__mro__):
        raise UnsupportedDialectError(
            f"{type(conn).__name__} is asynchronous, and this library works on synchronous connections. "
            "Make an engine of postgresql+psycopg:// or postgresql+psycopg2:// beside it, and call this in a "
            "thread: `await asyncio.to_thread(...)`."
        )
    if isinstance(conn, Connection):
        connection = conn
    elif isinstance(conn, Engine) or not hasattr(conn, "connection"):
        raise TransactionRequiredError(
            f"{type(conn).__name__} given where a Connection or Session in a transaction is needed. {_REMEDY}"
        )
    else:
        conn.flush()
        connection = _of_session(conn, model)
    # SQLAlchemy 1.4 without future=True commits each statement unless begin() was called.
    legacy = not getattr(connection, "_is_future", True)
    if (legacy and not connection.in_transaction()) or _autocommits(connection):
        raise TransactionRequiredError(
            f"this connection commits every statement by itself, so nothing could be undone. {_REMEDY}"
        )
    return connection


# libpq's PQTRANS_INERROR and PQTRANS_UNKNOWN (the connection is gone), which both drivers report.
_TAKES_NONE = frozenset({3, 4})


def takes_statements(connection: Connection) -> bool:
    """That no error of the database has ended the transaction, nor the connection."""
    if connection.invalidated or connection.closed:
        return False
    raw: Any = connection.connection
    info = getattr(raw.dbapi_connection, "info", None)  # SQLite's has none: its transactions go on
    return info is None or int(info.transaction_status) not in _TAKES_NONE


def _of_session(session: Any, model: Any) -> Connection:
    target = {} if model is None else {"clause" if isinstance(model, Table) else "mapper": model}
    try:
        return session.connection(bind_arguments=target)  # type: ignore[no-any-return]
    except UnboundExecutionError as error:
        raise TransactionRequiredError(
            "this session has several databases, and nothing tells which is meant. "
            'Pass session.connection(bind_arguments={"mapper": Model}) instead.'
        ) from error


def _autocommits(connection: Connection) -> bool:
    raw: Any = connection.connection
    raw = getattr(raw, "dbapi_connection", None) or raw
    return getattr(raw, "autocommit", False) is True
