"""Bronze: append every delivered line once, in one transaction a batch."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy.engine import Connection, Engine
from sqlmodel_framework import BatchChangedError, Landing, SourceColumnsError, land

from nyc_flights import delivery, ledger
from nyc_flights.delivery import Delivery
from nyc_flights.errors import FlightsError
from nyc_flights.layout import FILES
from nyc_flights.models import bronze as tables
from nyc_flights.warehouse import transaction


def load(engine: Engine, source: Path, actor: str, force: str | None = None) -> list[str]:
    """Load the batches that the ledger does not know, in order; returns their ids.

    Before anything is loaded, every batch that is loaded already is compared with its checksum: a source
    that rewrites what it delivered is an error, not a new version. ``force`` names a loaded batch that is
    read again, to prove that nothing changes.

    Raises:
        FlightsError: see `delivery`; NYC-BRZ-001 when a loaded batch's content changed, NYC-BRZ-002 when
            ``force`` names no batch in ``source``.
    """
    deliveries = delivery.find(source)
    known = ledger.checksums(engine)
    for found in deliveries:
        if found.batch_id in known:
            _unchanged(found, known[found.batch_id])
    if force and force not in {found.batch_id for found in deliveries}:
        raise FlightsError(
            "NYC-BRZ-002",
            f"there is no batch {force!r} to load again in {source}.",
            "the parameter `force` takes the name of a delivery's folder.",
            "one of: " + ", ".join(found.batch_id for found in deliveries),
        )
    loaded = []
    for found in deliveries:
        if found.batch_id not in known:
            _append(engine, found, actor)
            loaded.append(found.batch_id)
        elif found.batch_id == force:
            _replay(engine, found, actor)
    return loaded


def _unchanged(found: Delivery, sha256: str) -> None:
    if found.sha256 != sha256:
        raise _changed(found, f"its checksum is {found.sha256[:12]}, the ledger has {sha256[:12]}.")
    found.verify()


def _changed(found: Delivery, why: str) -> FlightsError:
    return FlightsError(
        "NYC-BRZ-001",
        f"batch {found.batch_id} has another content than when it was loaded.",
        why,
        "restore the delivery, or deliver the new content as a batch with a name of its own.",
    )


def _append(engine: Engine, found: Delivery, actor: str) -> None:
    started = time.perf_counter()
    with transaction(engine, actor) as connection:
        if not ledger.open_batch(connection, found, actor):
            return  # another run loaded it while this one waited for the lock
        for file in found.files:
            landed = _land(connection, found, file)
            ledger.record_bronze(connection, found.batch_id, FILES[file.name][0], file.rows, landed.rows)
        ledger.close_layer(connection, found.batch_id, "bronze", time.perf_counter() - started)


def _land(connection: Connection, found: Delivery, file: delivery.File) -> Landing:
    model = tables.MODEL[FILES[file.name][0]]
    try:
        return land(
            connection,
            model,
            found.content(file),
            batch_id=found.batch_id,
            source=file.name,
            encoding="utf-8",
        )
    except SourceColumnsError as error:
        raise FlightsError(
            "NYC-BRZ-003",
            f"batch {found.batch_id}: {file.name} has other columns than bronze.",
            str(error),
            "tell the source, or extend layout.py for the new columns.",
        ) from error
    except BatchChangedError as error:
        raise _changed(found, str(error)) from error


def _replay(engine: Engine, found: Delivery, actor: str) -> None:
    """Land a loaded batch again, which compares it: append-only means that no line differs."""
    with transaction(engine, actor) as connection:
        for file in found.files:
            again = _land(connection, found, file)
            name = FILES[file.name][0]
            ledger.record_replay(connection, actor, "bronze", found.batch_id, name, again.rows, 0)
