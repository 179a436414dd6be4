"""Tables that keep what was delivered, line by line."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from sqlalchemy import Integer, String
from sqlmodel import Field

from .._columns import Instant, StatementTime
from .meta import FrameworkModel


class BronzeTable(FrameworkModel):
    """Base of append-only tables of lines as they were delivered: your columns as text, filled by ``land``.

    Columns besides your own: ``batch_id`` and ``line_no`` (1 is a file's header), which are the key, so that
    no batch is there twice; ``raw_line``, the whole line where it does not fit the columns; ``source`` (a
    file, a query, an address) and ``loaded_at`` (an instant). No history: nothing is ever changed in them.
    """

    batch_id: str = Field(primary_key=True, sa_type=String)
    line_no: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    raw_line: Optional[str] = Field(default=None, sa_type=String)
    source: Optional[str] = Field(default=None, sa_type=String)
    loaded_at: Optional[datetime] = Field(
        default=None,
        sa_type=Instant,
        nullable=False,
        sa_column_kwargs={"server_default": StatementTime()},
    )
