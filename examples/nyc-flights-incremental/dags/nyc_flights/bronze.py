"""Bronze: append every delivered line once, by COPY, in one transaction a batch."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from nyc_flights import delivery, ledger, lines
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
        raise FlightsError(
            "NYC-BRZ-001",
            f"batch {found.batch_id} has another content than when it was loaded.",
            f"its checksum is {found.sha256[:12]}, the ledger has {sha256[:12]}.",
            "restore the delivery, or deliver the new content as a batch with a name of its own.",
        )
    found.verify()


def _append(engine: Engine, found: Delivery, actor: str) -> None:
    started = time.perf_counter()
    with transaction(engine, actor) as connection:
        if not ledger.open_batch(connection, found, actor):
            return  # another run loaded it while this one waited for the lock
        for file in found.files:
            name, columns = FILES[file.name]
            table = tables.TABLE[name]
            count = _copy(connection, found, file, str(table), columns)
            ledger.record_bronze(connection, found.batch_id, name, file.rows, count)
        ledger.close_layer(connection, found.batch_id, "bronze", time.perf_counter() - started)


def _copy(
    connection: Connection, found: Delivery, file: delivery.File, target: str, columns: tuple[str, ...]
) -> int:
    header, *content = lines.decode(found.content(file))
    if tuple(header.split(",")) != columns:
        raise FlightsError(
            "NYC-BRZ-003",
            f"batch {found.batch_id}: {file.name} has other columns than bronze.",
            f"its header is {header!r}, expected {','.join(columns)!r}.",
            "tell the source, or extend layout.py and the tables for the new columns.",
        )
    names = ", ".join(("batch_id", "line_no", "raw_line", *columns))
    count = 0
    raw: Any = connection.connection
    with raw.cursor() as cursor:
        for text in lines.chunks(lines.rows(found.batch_id, content, len(columns))):
            cursor.copy_expert(f"copy {target} ({names}) from stdin (format csv)", io.StringIO(text))
            count += cursor.rowcount
    return count


def _replay(engine: Engine, found: Delivery, actor: str) -> None:
    """Read a loaded batch again beside bronze and count the lines that differ: append-only means none."""
    with transaction(engine, actor) as connection:
        for file in found.files:
            name, columns = FILES[file.name]
            table = tables.TABLE[name]
            connection.execute(
                sa.text(f"create temporary table again (like {table} including defaults) on commit drop")
            )
            count = _copy(connection, found, file, "pg_temp.again", columns)
            compared = ", ".join(("line_no", "raw_line", *columns))
            old = f"select {compared} from {table} where batch_id = :batch_id"
            new = f"select {compared} from pg_temp.again"
            differing = connection.execute(
                sa.text(
                    f"select count(*) from (({old} except {new}) union all ({new} except {old})) as differing"
                ),
                {"batch_id": found.batch_id},
            ).scalar_one()
            connection.execute(sa.text("drop table pg_temp.again"))
            ledger.record_replay(connection, actor, "bronze", found.batch_id, name, count, differing)
