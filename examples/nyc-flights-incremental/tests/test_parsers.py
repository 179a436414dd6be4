"""The SQL that types a line, against the same rules in Python, on generated lines."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel_framework import land

from conftest import ACTOR, World
from nyc_flights import bronze, checks, delivery, deploy, typed
from nyc_flights.layout import FLIGHT, TABLES
from nyc_flights.models.bronze import MODEL
from nyc_flights.warehouse import find_checks

GOOD = dict(
    zip(
        FLIGHT,
        "2013,1,1,517,515,2,830,819,11,UA,1545,N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z".split(","),
        strict=True,
    )
)
CLOCK = st.one_of(
    st.integers(-50, 2700).map(str),
    st.sampled_from(["NA", "", "2400", "0", "60", " 5", "1e3", "noon", "99999"]),
)

#: A database round trip an example: shrinking would take minutes, and the lines are short enough to read.
SETTINGS = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def typed_lines(world: World, content: list[str]) -> list[Any]:
    """What flights.csv with these lines becomes, line by line; nothing stays."""
    with world.engine.connect() as connection:
        find_checks(connection)
        land(connection, MODEL["flight"], [",".join(FLIGHT), *content], batch_id="p")
        statement = sa.text(f"select * from ({typed.typed('flight')}) t order by line_no")
        found = list(connection.execute(statement, {"batch_id": "p"}))
        connection.rollback()
    return found


def times(values: list[str], world: World) -> list[tuple[str | None, time | None]]:
    """The refusal's id and the typed arrival of flights that arrive at these times."""
    content = [",".join({**GOOD, "arr_time": value}.values()) for value in values]
    return [
        (row.reject_reason and row.reject_reason.split(":")[0], row.arrival)
        for row in typed_lines(world, content)
    ]


def expected(value: str) -> tuple[str | None, time | None]:
    if value in ("NA", ""):
        return None, None
    try:
        number = int(value)
    except ValueError:
        return "value_unreadable", None
    if not -32768 <= number <= 32767:
        return "value_unreadable", None
    if not 0 <= number <= 2400 or number % 100 > 59:
        return "time_impossible", None
    return None, time(number // 100 % 24, number % 100)


@SETTINGS
@given(values=st.lists(CLOCK, min_size=1, max_size=200))
def test_times_of_day(world: World, values: list[str]) -> None:
    assert times(values, world) == [expected(value) for value in values]


DAY = st.integers(-2, 40)


@SETTINGS
@given(days=st.lists(st.tuples(st.integers(1890, 2110), st.integers(-2, 15), DAY), min_size=1, max_size=200))
def test_days_of_the_calendar(world: World, days: list[tuple[int, int, int]]) -> None:
    content = [
        ",".join({**GOOD, "year": str(y), "month": str(m), "day": str(d)}.values()) for y, m, d in days
    ]
    found = []
    for year, month, day in days:
        try:
            found.append(date(year, month, day) if 1900 <= year <= 2100 else None)
        except ValueError:
            found.append(None)
    assert [row.flight_date for row in typed_lines(world, content)] == found


#: A word of any kind in any field must end in silver or in the quarantine, never in a database error.
HOSTILE = st.one_of(
    st.sampled_from(
        [
            "",
            "NA",
            "-1",
            "0",
            "1e400",
            "NaN",
            "infinity",
            "now",
            "0x1F",
            "1_0",
            "32768",
            "2013-02-30",
            "epoch",
            "9999999999",
            "'; drop table",
            "\\N",
            "\u00e9",
            "\t",
            "2013-01-01T10:00:00Z",
            "294277-01-01T10:00:00Z",
        ]
    ),
    st.text(st.characters(blacklist_characters="\n", blacklist_categories=("Cs",)), max_size=12),
)
SAMPLE = {
    "flight": list(GOOD.values()),
    "weather": "EWR,2013,1,1,1,39.02,26.06,59.37,270,10.35,NA,0,1012,10,2013-01-01T06:00:00Z".split(","),
    "airline": ["AA", "American Airlines Inc."],
    "airport": "04G,Lansdowne Airport,41.1304722,-80.6195833,1044,-5,A,America/New_York".split(","),
    "plane": "N10156,2004,Fixed wing multi engine,EMBRAER,EMB-145XR,2,55,NA,Turbo-fan".split(","),
}


@SETTINGS
@given(data=st.data())
def test_no_field_can_break_the_typing(world: World, data: st.DataObject) -> None:
    with world.engine.connect() as connection:
        find_checks(connection)
        for name, columns in TABLES.items():
            content = []
            for _ in range(20):
                row = list(SAMPLE[name])
                for at in data.draw(st.sets(st.integers(0, len(columns) - 1), min_size=1, max_size=3)):
                    row[at] = data.draw(HOSTILE)
                text = io.StringIO(newline="")
                csv.writer(text, lineterminator="").writerow(row)
                content.append(text.getvalue())
            land(connection, MODEL[name], [",".join(columns), *content], batch_id="p")
            statement = sa.text(f"select * from ({typed.typed(name)}) t")
            found = connection.execute(statement, {"batch_id": "p"}).all()
            assert len(found) == len(content)
        connection.rollback()


def test_every_rule_has_its_own_id_and_a_known_table() -> None:
    assert len({(check.table, check.id) for check in checks.CHECKS}) == len(checks.CHECKS)
    assert {check.table for check in checks.CHECKS} == set(TABLES)
    assert all(":" not in check.id and ";" not in check.words for check in checks.CHECKS)


def test_older_servers_get_the_same_answers(empty: World) -> None:
    """The stand-in for pg_input_is_valid on PostgreSQL 12 to 15 answers as the cast itself does."""
    deploy.deploy(empty.engine)
    values = ["1", "-1", "", "12345", "99999", "1.5", "NaN", "x", " 7", "2013-01-01", "2013-02-30", "1e400"]
    with empty.engine.begin() as connection:
        connection.execute(sa.text(deploy._INPUT_IS_VALID))
        for kind in ("smallint", "int", "float8", "date", "timestamptz"):
            for value in values:
                mine = connection.execute(
                    sa.text("select bronze.pg_input_is_valid(:value, :kind)"), {"value": value, "kind": kind}
                ).scalar_one()
                try:
                    with connection.begin_nested():
                        connection.execute(sa.text(f"select cast(:value as {kind})"), {"value": value})
                    real = True
                except sa.exc.DataError:
                    real = False
                assert mine is real, (value, kind)


def test_a_batch_is_loaded_once_by_two_runs(empty: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    deploy.deploy(empty.engine)
    delivery.write(empty.source, "b1", 1, {"airlines.csv": empty.package.lines("airlines.csv")})
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(bronze.load, empty.engine, empty.source, ACTOR) for _ in range(4)]:
            done.result()
    assert empty.scalar("select count(*) from bronze.airline") == 16
