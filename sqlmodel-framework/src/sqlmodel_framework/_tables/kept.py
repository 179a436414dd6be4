"""Keeps a Session from writing over what the database keeps itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm.attributes import get_history, instance_state, set_committed_value

from .._history.tracked import BATCH_ID, CREATED_AT, SYSTIME, attribute_columns


def keep_system_columns(model: Any) -> None:
    """Leave created_at, systime, batch_id and identities out of the UPDATEs that sessions send for the model.

    ``session.merge`` of a new object over a row would set them to None, and a loading role has no right
    to name them. systime and batch_id are never sent: whatever they are set to, the triggers set them.
    """
    kept = [
        (name, column.name in (SYSTIME, BATCH_ID))
        for name, column in attribute_columns(model)
        if column.name in (CREATED_AT, SYSTIME, BATCH_ID) or column.identity is not None
    ]

    def before_update(mapper: Any, connection: Any, target: Any) -> None:
        state = instance_state(target)
        for name, always in kept:
            if name not in state.committed_state:  # not set: the way of nearly every update
                continue
            history = get_history(target, name)
            if not history.added or (history.added[0] is not None and not always):
                continue
            if history.deleted:
                set_committed_value(target, name, history.deleted[0])
            elif state.session is not None:  # what it was had not been read
                state.session.expire(target, [name])

    event.listen(model, "before_update", before_update, propagate=True)
