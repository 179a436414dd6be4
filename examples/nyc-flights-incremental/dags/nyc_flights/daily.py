"""Each day's flights and delays, for a reader of its own: ``python -m nyc_flights.daily``.

It is no part of the DAG. It keeps a watermark and reads only the flights that were written since: the first
time all of them (a backfill), later the days that a new or late batch touched.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import SQLModel
from sqlmodel_framework import changed_since, check_mark, watermark

from nyc_flights.errors import FlightsError
from nyc_flights.models.silver import Flight
from nyc_flights.warehouse import connect_by_environment, transaction

DELAYS_BY_DAY = sa.Table(
    "delays_by_day",
    SQLModel.metadata,
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("flights", sa.BigInteger, nullable=False),
    sa.Column("cancelled", sa.BigInteger, nullable=False),
    sa.Column("departure_delay_minutes", sa.BigInteger, nullable=False),
    sa.Column("arrival_delay_minutes", sa.BigInteger, nullable=False),
    schema="gold",
)

#: Up to where a reader has seen everything.
MARK = sa.Table(
    "mark",
    SQLModel.metadata,
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("mark", sa.BigInteger, nullable=False),
    schema="books",
)

READER = "delays_by_day"

_DAYS = """
    insert into gold.delays_by_day
    select flight_date, count(*), count(*) filter (where status = 'cancelled'),
           coalesce(sum(departure_delay), 0), coalesce(sum(arrival_delay), 0)
    from silver.flight where flight_date = any(:days) group by 1
    on conflict (date) do update set flights = excluded.flights, cancelled = excluded.cancelled,
        departure_delay_minutes = excluded.departure_delay_minutes,
        arrival_delay_minutes = excluded.arrival_delay_minutes"""


def refresh(engine: Engine, actor: str, *, backfill: bool = False) -> list[date]:
    """Make the days again whose flights were written since the last call; returns them.

    ``backfill`` forgets the watermark, as when a column is new: every day is made again.

    Raises:
        FlightsError: NYC-RPT-001 when nothing is loaded yet; NYC-WH-003 when the warehouse does not answer.
    """
    with transaction(engine, actor) as connection:
        if not sa.inspect(connection).has_table("flight", schema="silver"):
            raise FlightsError(
                "NYC-RPT-001",
                "there is nothing to report.",
                "the warehouse does not hold the tables of this example yet.",
                "run the DAG nyc_flights_incremental: adp dev run nyc_flights_incremental",
            )
        for table in (DELAYS_BY_DAY, MARK):
            table.create(connection, checkfirst=True)
        reached = watermark(connection)  # before reading: what is written meanwhile comes next time
        days = _written_since(connection, None if backfill else _mark(connection))
        if days:
            connection.execute(sa.text(_DAYS), {"days": days})
        connection.execute(MARK.delete().where(MARK.c.reader == READER))
        connection.execute(MARK.insert().values(reader=READER, mark=reached))
    return days


def _mark(connection: Connection) -> int | None:
    return connection.execute(sa.select(MARK.c.mark).where(MARK.c.reader == READER)).scalar()


def _written_since(connection: Connection, mark: int | None) -> list[date]:
    """The days of the flights that were written since the mark; without one, all."""
    flight: Any = Flight.__table__  # type: ignore[attr-defined]
    flights: Any = sa.select(flight.c.flight_date)
    if mark is not None:
        check_mark(connection, mark)
        flights = changed_since(Flight, mark)
    new = flights.subquery()
    days = sa.select(new.c.flight_date).distinct().order_by(new.c.flight_date)
    return list(connection.execute(days).scalars())


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 done, 1 a coded error, 64 usage."""
    parser = argparse.ArgumentParser(prog="python -m nyc_flights.daily", description=__doc__)
    parser.add_argument("--backfill", action="store_true", help="make every day again")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return 64 if stop.code else 0
    try:
        engine = connect_by_environment()
        try:
            days = refresh(engine, "nyc_flights.daily", backfill=options.backfill)
        finally:
            engine.dispose()
    except FlightsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(days)} days made again" + (f": {days[0]} to {days[-1]}" if days else ""))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
