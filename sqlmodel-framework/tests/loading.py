"""Loads rows into the airports, and looks at what is there then."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import __version__, func, select
from sqlalchemy.engine import Connection, Engine
from sqlmodel import create_engine

from sqlmodel_framework import MergeResult, merge

from .models import Airport, Refused

AIRPORT, REFUSED = Airport.__table__, Refused.__table__
JFK, LGA = {"faa": "JFK", "name": "Kennedy"}, {"faa": "LGA", "name": "La Guardia"}


def load(engine: Engine, rows: Any, model: Any = Airport, **options: Any) -> MergeResult:
    with engine.begin() as connection:
        return merge(connection, model, rows, **options)


def contents(engine: Engine) -> list[tuple[str, str, str]]:
    c = AIRPORT.c
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(c.faa, c.name, c.batch_id).order_by(c.faa))]


def count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def with_driver(engine: Engine, schema: str, driver: str, **arguments: Any) -> Engine:
    """An engine of another driver (and other arguments of its connections) for the test's schema."""
    if __version__ < "2":
        driver = "psycopg2"  # SQLAlchemy 1.4 knows no psycopg 3
    return create_engine(
        engine.url.set(drivername=f"postgresql+{driver}"),
        connect_args={"options": f"-csearch_path={schema}", **arguments},
    )


def instant() -> datetime:
    """An instant after all that was written, and before all that will be."""
    time.sleep(0.01)  # SQLite's clock counts milliseconds
    found = datetime.now(timezone.utc)
    time.sleep(0.01)
    return found
