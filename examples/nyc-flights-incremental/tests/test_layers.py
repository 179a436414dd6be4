"""Bronze, silver and gold on a real PostgreSQL, with two months of the real data."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from conftest import ACTOR, World
from nyc_flights import books, bronze, changes, delivery, gold, report, silver, source
from nyc_flights.errors import FlightsError


def two_days(world: World) -> None:
    source.day_two(world.package, world.source)
    world.run()


def test_two_months_and_day_two_of_the_whole_data(empty: World) -> None:
    source.day_one(empty.package, empty.source, months=2)
    empty.run()
    january, february, late = 26_722, 24_951, 282
    first = report.report(empty.engine)
    assert first["rows"]["bronze"]["flight"] == january + february == first["rows"]["gold"]["fact_flight"]
    assert first["rows"]["silver"] == {
        "airline": 16,
        "airport": 1_458,
        "plane": 3_322,
        "flight": january + february,
        "weather": 2_202 + 2_010 - 1,  # one hour of 1,048 mph wind is quarantined
        "quarantine": 1,
    }
    assert first["books_balance"]
    assert len(first["books"]) > 30
    before = empty.digest()
    empty.run()
    empty.run(force="2013-01")
    assert empty.digest() == before
    two_days(empty)
    second = report.report(empty.engine, with_bare=True)
    assert second["rows"]["silver"]["flight"] == january + february + late
    assert second["rows"]["silver"]["quarantine"] == 4
    assert second["history"]["flight"] == 200
    assert second["books_balance"]
    assert second["bare"]["seconds"] > 0


def test_the_same_batches_again_change_nothing(world: World) -> None:
    before = world.digest()
    world.run()
    assert world.digest() == before


@pytest.mark.parametrize("batch_id", ["2013-reference", "2013-01", "2013-02"])
def test_a_batch_loaded_again_changes_nothing_in_any_layer(world: World, batch_id: str) -> None:
    before = world.digest()
    world.run(force=batch_id)
    assert world.digest() == before
    replays = report.report(world.engine)["replays"]
    assert {entry["layer"] for entry in replays} == {"bronze", "silver", "gold"}
    assert {entry["rows_changed"] for entry in replays} == {0}


@pytest.mark.parametrize("batch_id", ["2013-reference", "2013-01", "2014-reference", "2014-corrections"])
def test_an_old_batch_loaded_again_does_not_undo_a_newer_one(world: World, batch_id: str) -> None:
    two_days(world)
    before = world.digest()
    world.run(force=batch_id)
    assert world.digest() == before


def test_day_two_leaves_history_inactivation_and_quarantine(world: World) -> None:
    two_days(world)
    found = report.report(world.engine)
    airports = len(changes.RENAMED) + len(changes.MOVED)
    assert found["history"] == {"airline": 1, "airport": airports, "plane": 25, "flight": 200, "weather": 0}
    assert world.scalar("select carrier from silver.airline where inactivated_date is not null") == "FL"
    assert world.scalar("select count(*) from gold.dim_airline where not active") == 1
    assert [version["name"] for version in found["airport"]["versions"]] == [
        "Mc Carran Intl",
        "Harry Reid International Airport",
    ]
    assert found["airport"]["audit"][1]["actor"] == ACTOR
    reasons = {(entry["table_name"], entry["reason"].split(":")[0]) for entry in found["quarantine"]}
    assert reasons == {
        ("weather", "wind_impossible"),
        ("flight", "line_malformed"),
        ("flight", "time_impossible"),
        ("flight", "duplicate key"),
    }
    malformed = next(e for e in found["quarantine"] if e["reason"].startswith("line_malformed"))
    assert "; line 202: 2013,1," in malformed["example"]["reason"]
    assert found["books_balance"]
    json.dumps(found, default=report._plain)


def test_the_first_line_of_a_key_wins(world: World) -> None:
    two_days(world)
    assert world.scalar("select count(*) from silver.flight where tailnum = 'N000ZZ'") == 0


def test_the_late_batch_reaches_the_summary(world: World) -> None:
    january = "select sum(flights) from gold.delays_by_carrier_month where month = '2013-01-01'"
    before = world.scalar(january)
    two_days(world)
    late = world.scalar("select count(*) from bronze.flight where batch_id = '2013-01-late'")
    assert world.scalar(january) == before + late  # type: ignore[operator]
    assert world.scalar("select count(*) from gold.fact_flight where temperature is null") == world.scalar(
        "select count(*) from silver.flight f left join silver.weather w on w.origin = f.origin "
        "and w.observed_at = date_trunc('hour', f.scheduled_departure) where w.temperature is null"
    )


def test_flagged_rows_are_kept(world: World) -> None:
    flags = {
        (entry["table_name"], entry["flag"]): entry["rows"] for entry in report.report(world.engine)["flags"]
    }
    unknown = world.scalar(
        "select count(*) from bronze.flight b where b.tailnum <> 'NA' and not exists "
        "(select 1 from bronze.plane p where p.tailnum = b.tailnum)"
    )
    assert flags["flight", "plane_unknown"] == unknown
    assert flags["plane", "year_missing"] == 70
    assert flags["airport", "time_zone_abroad"] == 2


def test_a_changed_batch_is_refused_and_nothing_is_loaded(world: World) -> None:
    source.day_two(world.package, world.source)
    folder = world.source / "2013-01"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    delivery.write(world.source, "2013-01", 1, {"airlines.csv": ["ZZ,Nobody"]})
    with pytest.raises(FlightsError, match="NYC-BRZ-001"):
        bronze.load(world.engine, world.source, ACTOR)
    assert world.scalar("select count(*) from books.batch") == 3


def test_an_unknown_batch_to_force_is_refused(world: World) -> None:
    with pytest.raises(FlightsError, match="NYC-BRZ-002"):
        bronze.load(world.engine, world.source, ACTOR, force="2013-13")


def test_other_columns_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(delivery.FILES, "airlines.csv", ("airline", ("carrier", "title")))
    delivery.write(world.source, "next", 200, {"airlines.csv": []})
    monkeypatch.undo()
    with pytest.raises(FlightsError, match="NYC-BRZ-003"):
        bronze.load(world.engine, world.source, ACTOR)


def test_half_a_snapshot_is_refused(world: World) -> None:
    delivery.write(world.source, "next", 200, {"airlines.csv": ["AA,American Airlines Inc."]})
    bronze.load(world.engine, world.source, ACTOR)
    with pytest.raises(FlightsError, match="NYC-SLV-001"):
        silver.load(world.engine, ACTOR)
    assert world.scalar("select count(*) from silver.airline where inactivated_date is null") == 16


def test_a_snapshot_with_an_unreadable_key_inactivates_nothing(world: World) -> None:
    kept = [line for line in world.package.lines("airlines.csv") if not line.startswith("FL,")]
    delivery.write(world.source, "next", 200, {"airlines.csv": [*kept, "FL AirTran Airways Corporation"]})
    world.run()
    assert world.scalar("select count(*) from silver.airline where inactivated_date is null") == 16
    assert world.scalar("select count(*) from silver.quarantine where batch_id = 'next'") == 1


def test_a_refused_row_comes_in_once_its_rule_is_met(world: World) -> None:
    (line,) = (line for line in world.package.lines("flights.csv")[:1])
    unknown = line.replace(",UA,", ",ZZ,")
    delivery.write(world.source, "next", 200, {"flights.csv": [unknown]})
    world.run()
    assert world.scalar(
        "select split_part(reason, ':', 1) from silver.quarantine where batch_id = 'next'"
    ) == ("airline_unknown")
    airlines = [*world.package.lines("airlines.csv"), "ZZ,Zephyr"]
    delivery.write(world.source, "next-reference", 201, {"airlines.csv": airlines})
    world.run()
    world.run(force="next")
    assert world.scalar("select count(*) from silver.quarantine where batch_id = 'next'") == 0
    assert world.scalar("select count(*) from gold.fact_flight where carrier = 'ZZ'") == 1


def test_books_that_do_not_balance_are_an_error(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(sa.text("delete from gold.fact_flight where carrier = 'HA'"))
    with pytest.raises(FlightsError, match="NYC-BKS-001"):
        books.require(world.engine)


def test_a_lost_bronze_row_is_found(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(sa.text("delete from bronze.weather where line_no = 2"))
    wrong = {line.check for line in books.checks(world.engine) if not line.ok}
    assert wrong >= {"weather: rows read = bronze rows", "weather: distinct valid keys = silver rows"}


def test_an_interrupted_layer_is_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    source.day_two(world.package, world.source)
    bronze.load(world.engine, world.source, ACTOR)
    merge, calls = silver._merge, []

    def killed(connection: object, name: str, batch_id: str) -> object:
        calls.append((batch_id, name))
        if (batch_id, name) == ("2013-01-late", "weather"):
            raise KeyboardInterrupt
        return merge(connection, name, batch_id)  # type: ignore[arg-type]

    monkeypatch.setattr(silver, "_merge", killed)
    with pytest.raises(KeyboardInterrupt):
        silver.load(world.engine, ACTOR)
    monkeypatch.undo()
    assert silver.load(world.engine, ACTOR) == ["2013-01-late", "2014-corrections"]
    gold.load(world.engine, ACTOR)
    books.require(world.engine)


def test_a_reference_batch_alone_reaches_the_dimensions(world: World) -> None:
    tables = {file: world.package.lines(file) for file in source.REFERENCE_FILES}
    delivery.write(world.source, "next", 200, changes.references(tables))
    world.run()
    assert world.scalar("select name from gold.dim_airport where faa = 'LAS'") == changes.RENAMED["LAS"]


def test_an_added_month_joins_the_others(world: World) -> None:
    source.day_one(world.package, world.source, months=4)
    world.run()
    assert world.scalar("select count(distinct month) from gold.delays_by_carrier_month") == 4
    assert world.scalar("select count(*) from gold.dim_date") == 31 + 28 + 31 + 30


@pytest.mark.parametrize(
    ("months", "spans"),
    [
        ([], []),
        (["2013-03-01"], [("2013-03-01", "2013-03-01")]),
        (
            ["2013-12-01", "2014-01-01", "2013-02-01"],
            [("2013-02-01", "2013-02-01"), ("2013-12-01", "2014-01-01")],
        ),
    ],
)
def test_months_without_a_gap_are_one_span(months: list[str], spans: list[tuple[str, str]]) -> None:
    assert gold._spans(months) == spans
