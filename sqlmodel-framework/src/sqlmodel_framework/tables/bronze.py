"""Tables that keep rows as they came."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from sqlalchemy import String
from sqlmodel import Field

from ..columns import Instant, RowNumber, StatementTime
from .meta import FrameworkModel


class BronzeTable(FrameworkModel):
    """Base of append-only tables of raw rows: every row with its load, its time and its origin.

    Columns besides your own: ``bronze_id`` (counted up), ``batch_id``, ``source`` (a file, a query, an
    address) and ``loaded_at`` (an instant). No history: nothing is ever changed in them.
    """

    bronze_id: Optional[int] = Field(default=None, primary_key=True, sa_type=RowNumber)
    batch_id: str = Field(sa_type=String, nullable=False, index=True)
    source: Optional[str] = Field(default=None, sa_type=String)
    loaded_at: Optional[datetime] = Field(
        default=None,
        sa_type=Instant,
        nullable=False,
        sa_column_kwargs={"server_default": StatementTime()},
    )
