"""Whether a mark or a snapshot that was kept belongs to the server that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._connection import connection_of
from .._dialects import dialect_for
from ..errors import ForeignMarkError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Session


def check_mark(conn: Connection | Session, mark: int | str) -> None:
    """Refuse a mark or a snapshot that lies above the server's next transaction; one cheap query.

    After a dump is restored on another server, its transactions count from anew: :func:`changed_since`
    would give nothing, and ``as_of(snapshot=...)`` everything, until the new server has counted as far.
    Call it before either of them. It is no proof once the server has counted that far: after a restore,
    throw marks and snapshots away.

    Args:
        conn: a Connection or a Session, inside a transaction.
        mark: as :func:`watermark` gave it; or a snapshot, as ``SELECT pg_current_snapshot()`` gave it.

    Raises:
        ForeignMarkError: it was not taken on this server, or is neither mark nor snapshot.
    """
    connection = connection_of(conn)
    following = dialect_for(connection.dialect.name).next_transaction(connection)
    if _highest(mark) > following:
        raise ForeignMarkError(
            f"{mark!r} lies above {following}, the next transaction of this server: it was taken on another "
            "one, as before a restore. Read the table whole once, and keep the watermark taken before that. "
            "(On a standby: it is behind. In a transaction older than the mark: begin a new one.)"
        )


def _highest(mark: int | str) -> int:
    if isinstance(mark, int):
        return mark
    parts = mark.split(":")
    if len(parts) == 3 and parts[1].isdecimal():
        return int(parts[1])
    raise ForeignMarkError(
        f"{mark!r} is neither a mark nor a snapshot. Write what watermark(conn) gave, an int, or what "
        "SELECT pg_current_snapshot()::text gave, such as '12:15:12,13'."
    )
