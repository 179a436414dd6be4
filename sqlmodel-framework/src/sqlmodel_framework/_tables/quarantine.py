"""Where refused rows are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import String, Table, UniqueConstraint
from sqlmodel import Field

from .._columns import Instant, JsonDocument, RowNumber, StatementTime
from .meta import FrameworkModel


class Quarantine(FrameworkModel):
    """Base of a table that keeps refused rows with the reason: ``class Rejected(Quarantine, table=True)``.

    The same row refused again for the same reason in the same batch is kept once (unique on
    ``model``, ``batch_id`` and ``content_hash``), so loading a batch again does not double it.
    """

    id: Optional[int] = Field(default=None, primary_key=True, sa_type=RowNumber)
    #: The table the row was meant for, with its schema.
    model: str = Field(sa_type=String, nullable=False, index=True)
    #: The load; the empty string where none was named.
    batch_id: str = Field(default="", sa_type=String, nullable=False, index=True)
    reason: str = Field(sa_type=String, nullable=False)
    #: The row as it came.
    source_row: Any = Field(sa_type=JsonDocument, nullable=False)
    #: Hash over reason and row.
    content_hash: str = Field(sa_type=String, nullable=False)
    quarantined_at: Optional[datetime] = Field(
        default=None,
        sa_type=Instant,
        nullable=False,
        sa_column_kwargs={"server_default": StatementTime()},
    )

    @classmethod
    def __table_made__(cls, table: Table) -> None:
        # Not in __table_args__, which the subclass may need for its schema.
        table.append_constraint(UniqueConstraint("model", "batch_id", "content_hash"))
