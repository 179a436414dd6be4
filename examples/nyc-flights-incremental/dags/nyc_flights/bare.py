"""The bare cost: a plain COPY of the same contents, and nothing else."""

from __future__ import annotations

import tempfile
import time
from typing import IO, Any

from sqlalchemy.engine import Engine

from nyc_flights.layout import TABLES
from nyc_flights.models import gold


def measure(engine: Engine) -> dict[str, Any]:
    """Seconds to COPY each layer's contents, as they are now, into temporary tables without keys, indexes
    or triggers. Reading them out first is not counted."""
    layers: dict[str, list[str]] = {
        "bronze": [f"bronze.{name}" for name in TABLES],
        "silver": [f"silver.{name}" for name in TABLES],
        "gold": [str(table) for table in gold.TABLES],
    }
    raw: Any = engine.raw_connection()
    try:
        with raw.cursor() as cursor:
            seconds = {
                layer: sum(_copy(cursor, table) for table in tables) for layer, tables in layers.items()
            }
        raw.rollback()
    finally:
        raw.close()
    return {
        **{f"{layer}_seconds": value for layer, value in seconds.items()},
        "seconds": sum(seconds.values()),
    }


def _copy(cursor: Any, table: str) -> float:
    file: IO[bytes]
    with tempfile.TemporaryFile() as file:
        cursor.copy_expert(f"copy {table} to stdout", file)
        file.seek(0)
        cursor.execute(f"create temporary table bare (like {table})")
        started = time.perf_counter()
        cursor.copy_expert("copy pg_temp.bare from stdin", file)
        seconds = time.perf_counter() - started
        cursor.execute("drop table pg_temp.bare")
    return seconds
