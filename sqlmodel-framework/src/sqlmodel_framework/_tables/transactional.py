"""Tables of events."""

from __future__ import annotations

from .base import VersionedModel


class TransactionalTable(VersionedModel):
    """Base of tables of events: orders, flights, measurements; mostly appended to.

    Columns besides your own: ``created_at``, ``systime`` (when this version began) and ``batch_id``
    (the load that wrote this version). A correction is an update, and keeps the earlier version.
    """
