"""Tables of slowly changing things."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from sqlmodel import Field

from .._columns import Instant
from .base import VersionedModel


class ReferenceTable(VersionedModel):
    """Base of tables of slowly changing things: customers, products, airports.

    Columns besides your own: ``created_at`` (when the key first came), ``systime`` (when this version
    began), ``batch_id`` (the load that wrote this version) and ``inactivated_date`` (when the key left
    its source; NULL while it is there). Times are instants (timestamp with time zone).
    """

    inactivated_date: Optional[datetime] = Field(default=None, sa_type=Instant)
