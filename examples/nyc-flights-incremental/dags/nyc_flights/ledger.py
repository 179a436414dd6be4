"""The batch ledger: what is loaded, how far, with which counts, how long it took."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection, Engine

from nyc_flights.delivery import Delivery
from nyc_flights.models.books import BATCH, BATCH_TABLE, REPLAY
from nyc_flights.warehouse import connected


def checksums(engine: Engine) -> dict[str, str]:
    """batch_id -> checksum of every batch in bronze."""
    with connected(engine) as connection:
        return {
            row.batch_id: row.sha256
            for row in connection.execute(sa.select(BATCH.c.batch_id, BATCH.c.sha256))
        }


def open_batch(connection: Connection, found: Delivery, actor: str) -> bool:
    """Enter a batch; False when it is in the ledger already."""
    statement = insert(BATCH).values(
        batch_id=found.batch_id, sequence=found.sequence, sha256=found.sha256, actor=actor
    )
    return connection.execute(statement.on_conflict_do_nothing()).rowcount == 1


def record_bronze(
    connection: Connection, batch_id: str, table: str, rows_read: int, bronze_rows: int
) -> None:
    """Enter what a batch brought for one table."""
    connection.execute(
        BATCH_TABLE.insert().values(
            batch_id=batch_id, table_name=table, rows_read=rows_read, bronze_rows=bronze_rows
        )
    )


def record_silver(connection: Connection, batch_id: str, table: str, counts: Mapping[str, int]) -> None:
    """Enter merge's counts: inserted, updated, unchanged, inactivated, rejected."""
    connection.execute(
        BATCH_TABLE.update()
        .where(BATCH_TABLE.c.batch_id == batch_id, BATCH_TABLE.c.table_name == table)
        .values(**counts)
    )


def record_replay(
    connection: Connection,
    actor: str,
    layer: str,
    batch_id: str,
    table: str,
    rows_read: int,
    rows_changed: int,
) -> None:
    """Enter that a batch was loaded again, and how many rows that changed (none, if all is well)."""
    connection.execute(
        REPLAY.insert().values(
            actor=actor,
            layer=layer,
            batch_id=batch_id,
            table_name=table,
            rows_read=rows_read,
            rows_changed=rows_changed,
        )
    )


def close_layer(connection: Connection, batch_id: str, layer: str, seconds: float) -> None:
    """Mark a layer of a batch as loaded, in the transaction that loaded it."""
    connection.execute(
        BATCH.update()
        .where(BATCH.c.batch_id == batch_id)
        .values({f"{layer}_at": sa.func.now(), f"{layer}_seconds": seconds})
    )


def pending(connection: Connection, layer: str) -> list[str]:
    """The batches that the layer below has and this one lacks, in loading order."""
    below = {"silver": BATCH.c.bronze_at, "gold": BATCH.c.silver_at}[layer]
    statement = (
        sa.select(BATCH.c.batch_id)
        .where(below.isnot(None), BATCH.c[f"{layer}_at"].is_(None))
        .order_by(BATCH.c.sequence, BATCH.c.batch_id)
    )
    return list(connection.execute(statement).scalars())


def tables_of(connection: Connection, batch_id: str) -> dict[str, int]:
    """The tables of a batch and their bronze rows."""
    statement = sa.select(BATCH_TABLE.c.table_name, BATCH_TABLE.c.bronze_rows).where(
        BATCH_TABLE.c.batch_id == batch_id
    )
    return {row.table_name: row.bronze_rows for row in connection.execute(statement)}
