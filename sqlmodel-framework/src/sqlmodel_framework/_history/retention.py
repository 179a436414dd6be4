"""What history may lose: versions past their time, and those of a key that must be forgotten."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, and_, delete
from sqlalchemy.engine import Connection, Engine

from .._connection import connection_of
from .._dialects import dialect_for
from ..errors import ModelDefinitionError, NotOwnerError, TransactionRequiredError
from .audit import key_values
from .tracked import Tracked, tracked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from sqlmodel import SQLModel

_BATCH = 10_000


def purge(engine: Engine, model: type[SQLModel] | Table, *, batch_size: int = _BATCH) -> int:
    """Delete the versions that ended longer ago than the model's ``History(retention=...)`` says.

    In batches, each a transaction of its own, so that no lock is held for long. Each is on record in the
    table's log, with how many versions went and up to when. Only the owner of the tables may. After it,
    ``as_of`` an instant before that time gives only the rows that are still so; backups keep what they have.

    Returns:
        How many versions were deleted.

    Raises:
        ModelDefinitionError: the model names no retention.
        NotOwnerError: the login does not own the history.
        UnsupportedDialectError: the server keeps history itself (SQL Server has HISTORY_RETENTION_PERIOD).
    """
    found = tracked(model)
    if found.options.retention is None:
        raise ModelDefinitionError(
            f"{found.table.name} keeps its history for ever. Write "
            "`__history__ = History(retention=timedelta(days=3650))` in the model."
        )
    if not isinstance(engine, Engine):
        raise TransactionRequiredError(
            f"purge commits batch by batch, so it takes an Engine, not a {type(engine).__name__}."
        )
    horizon, deleted = datetime.now(timezone.utc) - found.options.retention, 0
    while True:
        with engine.begin() as connection:
            _check_owner(connection, found)
            dialect = dialect_for(connection.dialect.name)
            count = dialect.forget_before(connection, found, horizon, batch_size)
            if count:
                dialect.record(
                    connection, found, "P", json.dumps({"before": horizon.isoformat(), "versions": count})
                )
        deleted += count
        if count < batch_size:
            return deleted


def erase(conn: Connection | Session, model: type[SQLModel] | Table, key: Any) -> int:
    """Delete the row of a key and every version of it, as a person may demand of whoever keeps their data.

    On record in the table's log is that it was done, when and by whom, and the key only as a salted hash:
    who has the key can find the record, the record does not give the key. (Of keys that can all be tried,
    such as short numbers, no hash hides anything.) What a quarantine, another table, versions under a key
    that the row had before, or a backup holds is not touched. Only the owner may. Never commits.

    Args:
        conn: a Connection or a Session, inside a transaction.
        model: a model class (or a tracked table).
        key: as for :func:`audit`.

    Returns:
        How many versions were deleted, the current row among them.

    Raises:
        KeyShapeError: the key has not the model's shape.
        NotOwnerError: the login does not own the history.
        UnsupportedDialectError: the server keeps history itself, and lets nobody write it.
    """
    found = tracked(model)
    values = key_values(found, key)
    connection = connection_of(conn, model)
    _check_owner(connection, found)
    row = and_(*[c == values[c.key] for c in found.key])
    versions = and_(*[found.history.c[c.key] == values[c.key] for c in found.key])
    # The row first: its own deletion is a version, too.
    connection.execute(delete(found.table).where(row))
    ended = connection.execute(delete(found.history).where(versions)).rowcount
    salt = secrets.token_hex(16)
    detail = {"key_sha256": key_hash(values, salt), "salt": salt, "versions": ended}
    dialect_for(connection.dialect.name).record(connection, found, "E", json.dumps(detail))
    if not isinstance(conn, Connection):
        conn.expire_all()
    return int(ended)


def key_hash(values: Mapping[str, Any], salt: str) -> str:
    """The hash by which the record of an erasure names its key."""
    text = json.dumps([str(values[name]) for name in sorted(values)])
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def _check_owner(connection: Connection, found: Tracked) -> None:
    if not dialect_for(connection.dialect.name).may_forget(connection, found):
        raise NotOwnerError(
            f"this login does not own {found.history.name}, and only its owner may take from history. "
            "Connect as the role that deployed the tables (not as the one that loads)."
        )
