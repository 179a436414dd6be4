"""Takes versions out of history, which nobody but its owner may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from .quoting import qualified_name, target_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

    from ..._history.tracked import Tracked


def may_forget(connection: Connection, tracked: Tracked) -> bool:
    """Whether this login has the rights of the owner of history."""
    owner = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:h)"
    return bool(connection.execute(text(owner), {"h": _place(connection, tracked.history)}).scalar())


def forget_before(connection: Connection, tracked: Tracked, horizon: datetime, limit: int) -> int:
    """See :func:`sqlmodel_framework.purge`."""
    history = _escaped(_place(connection, tracked.history))
    oldest = f"SELECT ctid FROM {history} WHERE sys_to < :horizon ORDER BY sys_to LIMIT :limit"
    statement = text(f"DELETE FROM {history} WHERE ctid = ANY (ARRAY({oldest}))")
    found: Any = connection.execute(statement, {"horizon": horizon, "limit": limit})
    return int(found.rowcount)


def record(connection: Connection, tracked: Tracked, op: str, detail: str) -> None:
    """Write a purge or an erasure into the table's log."""
    statement = text(
        f"INSERT INTO {_escaped(_place(connection, tracked.log))} (txid, at, op, actor, db_user, detail) "
        "VALUES (pg_current_xact_id(), clock_timestamp(), :op, "
        "NULLIF(current_setting('sqlmodel_framework.actor', true), ''), session_user, :detail)"
    )
    connection.execute(statement, {"op": op, "detail": detail})


def _place(connection: Connection, table: Table) -> str:
    return qualified_name(*target_of(connection, table))


def _escaped(quoted: str) -> str:
    return quoted.replace(":", "\\:")
