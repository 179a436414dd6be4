"""Values of every type, and those that others lose."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Optional

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.engine import Engine
from sqlmodel import Field, create_engine

from sqlmodel_framework import (
    ReferenceTable,
    UnreadableValueError,
    as_of,
    audit,
    deploy,
    exact_times,
    merge,
    plan,
    track,
    tracked,
)

METADATA = MetaData()


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Every(ReferenceTable, table=True):
    """Every type that SQLModel maps, and those of PostgreSQL that need a column of their own."""

    metadata = METADATA
    every_id: uuid.UUID
    text: Optional[str] = None
    short: Optional[str] = Field(default=None, max_length=3)
    number: Optional[int] = None
    small: Optional[int] = Field(default=None, sa_type=SmallInteger)
    large: Optional[int] = Field(default=None, sa_type=BigInteger)
    real: Optional[float] = None
    exact: Optional[Decimal] = Field(default=None, max_digits=30, decimal_places=10)
    yes: Optional[bool] = None
    day: Optional[date] = None
    naive: Optional[datetime] = Field(default=None, sa_type=DateTime)
    instant: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))
    clock: Optional[time] = None
    span: Optional[timedelta] = None
    octets: Optional[bytes] = None
    colour: Optional[Colour] = None
    document: Optional[Any] = Field(default=None, sa_type=JSON)
    binary_document: Optional[Any] = Field(default=None, sa_type=JSONB)
    listed: Optional[Any] = Field(default=None, sa_type=ARRAY(String))


ROW: dict[str, Any] = {
    "every_id": uuid.UUID(int=1), "text": "a\tb\nc\\d\r'\"%s:x\u2028😀\ud7ff", "short": "äöü",
    "number": -(2**31), "small": 2**15 - 1, "large": -(2**63), "real": 0.1,
    "exact": Decimal("-99999999999999999999.0123456789"),
    "yes": True, "day": date(9999, 12, 31), "naive": datetime(1, 1, 1),
    "instant": datetime(2013, 3, 10, 7, 0, 0, 1, tzinfo=timezone.utc), "clock": time(23, 59, 59, 999999),
    "span": timedelta(days=-1, microseconds=1), "octets": bytes(range(256)), "colour": Colour.BLUE,
    "document": {"a": [1, None, "\\u0041"]}, "binary_document": [{"b": 1.5}], "listed": ["a", None, "{,\"}"],
}  # fmt: skip


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_every_type_comes_back_from_the_past_as_it_was(engine: Engine, schema: str, driver: str) -> None:
    if driver == "psycopg" and not hasattr(engine.dialect, "_psycopg_adapters_map"):
        from sqlalchemy import __version__

        if __version__ < "2":
            driver = "psycopg2"  # SQLAlchemy 1.4 knows no psycopg 3
    own = create_engine(
        engine.url.set(drivername=f"postgresql+{driver}"),
        connect_args={"options": f"-csearch_path={schema} -ctimezone=Europe/Amsterdam"},
    )
    deploy(own, [Every])
    assert not plan(own, [Every])
    empty = {**dict.fromkeys(ROW), "every_id": ROW["every_id"]}
    with own.begin() as connection:
        assert merge(connection, Every, [ROW]).inserted == 1
        assert merge(connection, Every, [ROW]).unchanged == 1
    with own.begin() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar()
        assert merge(connection, Every, [empty]).updated == 1
    with own.connect() as connection:
        (then,) = connection.execute(select(as_of(Every, before))).all()
        assert {name: then._mapping[name] for name in ROW} == ROW
        changed = connection.execute(audit(Every, key=ROW["every_id"])).all()[-1].changes
        assert set(changed) == set(ROW) - {"every_id"}
    own.dispose()


HOSTILE = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
NAMED = HOSTILE.filter(bool)
FEW = settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)


def test_any_text_is_kept(engine: Engine) -> None:
    table = Table("texts", MetaData(), Column("key", Text, primary_key=True), Column("text", Text))
    track(table)
    deploy(engine, [table])

    @FEW
    @given(rows=st.dictionaries(HOSTILE, HOSTILE, min_size=1, max_size=5), batch=NAMED, later=NAMED)
    def check(rows: dict[str, str], batch: str, later: str) -> None:
        with engine.begin() as connection:
            connection.execute(table.delete())
        with engine.begin() as connection:
            merge(connection, table, [{"key": k, "text": v} for k, v in rows.items()], batch_id=batch)
            now = connection.execute(select(table.c.key, table.c.text)).all()
            assert dict(map(tuple, now)) == rows
        with engine.begin() as connection:
            before = connection.execute(text("SELECT clock_timestamp()")).scalar()
            merge(connection, table, [{"key": k, "text": later} for k in rows], batch_id=later)
        with engine.connect() as connection:
            then = connection.execute(select(as_of(table, before))).all()
            assert {r.key: r.text for r in then} == rows
            assert {r.batch_id for r in then} == {batch}
            for key, value in rows.items():
                changes = [r.changes for r in connection.execute(audit(table, key=key))]
                assert changes[-1] == ({"text": [value, later]} if value != later else changes[-1])

    check()


TIMES = Table(
    "times", MetaData(), Column("id", Integer, primary_key=True), Column("at", DateTime(timezone=True)),
    Column("day", Date),
)  # fmt: skip
track(TIMES)
FAR = [
    ("infinity", "infinity"), ("-infinity", "-infinity"), ("0044-03-15 12:00:00+00 BC", "0044-03-15 BC"),
    ("9999-12-31 23:59:59.999999+00", "9999-12-31"), ("294276-12-31 23:59:59.999999+00", "5874897-12-31"),
]  # fmt: skip


def test_times_that_python_cannot_hold_are_kept_exactly_in_sql(engine: Engine) -> None:
    deploy(engine, [TIMES])
    listed = ", ".join(f"({i}, '{at}'::timestamptz, '{day}'::date)" for i, (at, day) in enumerate(FAR))
    source = text(f"SELECT * FROM (VALUES {listed}) AS v (id, at, day)").columns(
        Column("id", Integer), Column("at", DateTime(timezone=True)), Column("day", Date)
    )
    rows = select(source.subquery())
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL timezone = 'UTC'"))
        assert merge(connection, TIMES, rows).inserted == len(FAR)
        assert merge(connection, TIMES, rows).unchanged == len(FAR)
        connection.execute(text("DELETE FROM times"))
        kept = connection.execute(text("SELECT at::text, day::text FROM times_history ORDER BY id")).all()
    assert [tuple(r) for r in kept] == FAR


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
@pytest.mark.parametrize("column", ["at", "day"])
@pytest.mark.parametrize("value", ["infinity", "-infinity", "0044-03-15 BC", "10001-01-01"])
def test_reading_one_into_python_is_an_error(
    engine: Engine, schema: str, driver: str, column: str, value: str
) -> None:
    from sqlalchemy import __version__

    name = "psycopg2" if __version__ < "2" else driver
    own = exact_times(
        create_engine(
            engine.url.set(drivername=f"postgresql+{name}"),
            connect_args={"options": f"-csearch_path={schema}"},
        )
    )
    deploy(own, [TIMES])
    with own.begin() as connection:
        connection.execute(text(f"INSERT INTO times (id, {column}) VALUES (1, '{value}')"))
        connection.execute(text("DELETE FROM times"))
    with own.connect() as connection:
        query = select(tracked(TIMES).history.c[column])
        with pytest.raises(UnreadableValueError, match="no date or time that Python can hold"):
            connection.execute(query).all()
        assert connection.execute(text("SELECT DATE '9999-12-31', TIME '23:59'")).one() == (
            date(9999, 12, 31), time(23, 59),
        )  # fmt: skip
    own.dispose()


def test_daylight_saving_and_clocks_that_step_back(engine: Engine) -> None:
    from .models import Airport

    deploy(engine, [Airport])
    # Summer time ends in Amsterdam: 02:30 comes twice, an hour apart.
    first = datetime(2013, 10, 27, 0, 30, tzinfo=timezone.utc)
    second = first + timedelta(hours=1)
    ahead = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=1)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL timezone = 'Europe/Amsterdam'"))
        insert = "INSERT INTO airport (faa, name, systime) VALUES ('AMS', 'a', :s), ('RTM', 'b', :t)"
        connection.execute(text(insert), {"s": first, "t": ahead})
        ids = [connection.execute(select(as_of(Airport, at))).scalars().all() for at in (first, second)]
        assert ids == [["AMS"], ["AMS"]]
        assert connection.execute(select(as_of(Airport, first - timedelta(seconds=1)))).all() == []
    # The clock was a day ahead when RTM was written, and is right again now.
    with engine.begin() as connection:
        for name in "cde":
            connection.execute(text("UPDATE airport SET name = :n WHERE faa = 'RTM'"), {"n": name})
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM airport WHERE faa = 'RTM'"))
        connection.execute(text("INSERT INTO airport (faa, name) VALUES ('RTM', 'f')"))
    with engine.connect() as connection:
        past = connection.execute(
            text(
                "SELECT systime FROM (SELECT faa, systime FROM airport_history UNION ALL "
                "SELECT faa, systime FROM airport) AS v WHERE faa = 'RTM' ORDER BY 1"
            ).columns(Column("systime", DateTime(timezone=True)))
        ).all()
    assert len(past) == 5 and past[0].systime == ahead
    with engine.connect() as connection:
        abut = connection.execute(
            text(
                "SELECT bool_and(start = lag) FROM (SELECT systime AS start, "
                "lag(sys_to) OVER (ORDER BY systime) AS lag FROM "
                "(SELECT systime, sys_to FROM airport_history WHERE faa = 'RTM' UNION ALL "
                "SELECT systime, NULL FROM airport WHERE faa = 'RTM') AS v) AS w WHERE lag IS NOT NULL"
            )
        ).scalar()
    assert abut is True


def test_a_thousand_columns_and_wide_rows(engine: Engine) -> None:
    names = [f"c{i}" for i in range(1000)]
    table = Table(
        "wide", MetaData(), Column("id", Integer, primary_key=True), Column("blob", LargeBinary),
        *[Column(n, Integer) for n in names],
    )  # fmt: skip
    track(table, reference=True)
    deploy(engine, [table])
    assert not plan(engine, [table])
    big = bytes(range(256)) * 4_000  # a megabyte in one value
    row: dict[str, Any] = {"id": 1, "blob": big, **dict.fromkeys(names, 1)}
    with engine.begin() as connection:
        assert merge(connection, table, [row]).inserted == 1
        assert merge(connection, table, [row]).unchanged == 1
    with engine.begin() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar()
        assert merge(connection, table, [{**row, "c999": 2}]).updated == 1
    with engine.connect() as connection:
        (then,) = connection.execute(select(as_of(table, before))).all()
        assert then.blob == big and then.c999 == 1
        assert connection.execute(audit(table, key=1)).all()[-1].changes == {"c999": [1, 2]}


def test_uuids_as_keys(engine: Engine) -> None:
    table = Table("ids", MetaData(), Column("id", UUID(as_uuid=True), primary_key=True))
    track(table)
    deploy(engine, [table])
    with engine.begin() as connection:
        assert merge(connection, table, [{"id": uuid.UUID(int=n)} for n in range(3)]).inserted == 3
        assert merge(connection, table, [{"id": str(uuid.UUID(int=n))} for n in range(4)]).unchanged == 3
