"""Day by day: a batch a day comes to what a month comes to; a reader with a watermark reads what is new."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel_framework import watermark

from conftest import ACTOR, World
from nyc_flights import daily, source
from nyc_flights.package import Package

_WANTED = """
    select flight_date, count(*), count(*) filter (where status = 'cancelled'),
           coalesce(sum(departure_delay), 0), coalesce(sum(arrival_delay), 0)
    from silver.flight group by 1 order by 1"""


def figures(world: World, statement: str) -> list[tuple[object, ...]]:
    with world.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def deliver_by_day(empty: World, thin: Package, folder: Path) -> None:
    """January, a tenth of its flights, in a folder of its own."""
    empty.package, empty.source = thin, folder / "days"
    source.day_one(empty.package, empty.source, months=1, by_day=True)


def read(empty: World) -> list[date]:
    """What the reader makes, once no transaction is open that began before the last write of a flight.

    Such a one may be the server's own (an ANALYZE by autovacuum) or in another database; rows that were
    written since it began come again, as `changed_since` says.
    """
    written = int(str(empty.scalar("select max(sys_txid) from silver.flight")))
    for _ in range(600):
        with empty.engine.connect() as connection:
            if watermark(connection) > written:
                return daily.refresh(empty.engine, ACTOR)
        time.sleep(0.1)
    pytest.fail("an older transaction has been open for a minute")


def by_day(world: World) -> list[tuple[object, ...]]:
    return figures(world, "select * from gold.delays_by_day order by date")


def test_a_month_day_by_day_comes_to_the_month(
    world: World, empty: World, thin: Package, tmp_path: Path
) -> None:
    """`world` has January and February by month."""
    deliver_by_day(empty, thin, tmp_path)
    empty.run()
    for table, key in (("gold.fact_flight", "flight_date"), ("gold.delays_by_carrier_month", "month")):
        statement = f"select * from {table} t where {key} < '2013-02-01' order by t::text"
        assert figures(empty, statement) == figures(world, statement)


def test_the_reader_makes_only_the_days_that_were_written(
    empty: World, thin: Package, tmp_path: Path
) -> None:
    deliver_by_day(empty, thin, tmp_path)
    last = empty.source / "2013-01-31"
    last.rename(empty.source.parent / "held")
    empty.run()
    # A backfill: there is no mark yet.
    assert [day.day for day in read(empty)] == list(range(1, 31))
    assert read(empty) == []
    # The next day.
    (empty.source.parent / "held").rename(last)
    empty.run()
    assert [str(day) for day in read(empty)] == ["2013-01-31"]
    # Late: corrected flights, and those of LaGuardia that were held back. Their days, and no other.
    before = dict(figures(empty, "select flight_date, max(sys_txid) from silver.flight group by 1"))
    source.day_two(empty.package, empty.source)
    empty.run()
    after = dict(figures(empty, "select flight_date, max(sys_txid) from silver.flight group by 1"))
    written = sorted(day for day, transaction in after.items() if before[day] != transaction)
    assert 1 < len(written) < 31
    assert read(empty) == written
    assert by_day(empty) == figures(empty, _WANTED)
    # And again from the beginning.
    assert len(daily.refresh(empty.engine, ACTOR, backfill=True)) == 31
    assert by_day(empty) == figures(empty, _WANTED)


def test_the_command_says_what_it_made_and_what_is_missing(
    empty: World, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert daily.main(["--no-such"]) == 64
    monkeypatch.setattr(daily, "connect_by_environment", lambda: empty.engine)
    assert daily.main([]) == 1
    assert "NYC-RPT-001" in capsys.readouterr().err
    monkeypatch.setattr(daily, "connect_by_environment", lambda: world.engine)
    assert daily.main([]) == 0
    assert capsys.readouterr().out == "59 days made again: 2013-01-01 to 2013-02-28\n"
    assert daily.main([]) == 0
    assert capsys.readouterr().out == "0 days made again\n"
    assert daily.main(["--backfill"]) == 0
    assert capsys.readouterr().out.startswith("59 days made again")
