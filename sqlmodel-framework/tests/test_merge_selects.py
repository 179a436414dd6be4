"""Merge of selects: columns of every name and type, and what is refused inside the database."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from enum import Enum
from typing import Any, Optional

import pytest
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    cast,
    column,
    event,
    func,
    literal,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.engine import Engine
from sqlmodel import Field, create_engine

from sqlmodel_framework import MergeResult, Quarantine, ReferenceTable, SourceColumnsError
from sqlmodel_framework._dialects.postgresql import fill_select

from .loading import load
from .sql import execute

OWN = MetaData()


class Named(ReferenceTable, table=True):
    """Columns that are called as the library calls its own things."""

    metadata = OWN
    named_id: int
    src: Optional[str] = None
    picked: str


class Hue(Enum):
    RED = "r"


class Typed(ReferenceTable, table=True):
    metadata = OWN
    typed_id: int
    hue: Optional[Hue] = None
    octets: Optional[bytes] = Field(default=None, sa_type=LargeBinary(2))
    bits: Optional[str] = Field(default=None, sa_type=BIT(3))


class Moment(ReferenceTable, table=True):
    metadata = OWN
    moment_id: int
    at: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=True))
    naive: Optional[datetime] = Field(default=None, sa_type=DateTime(timezone=False))
    day: Optional[date] = None
    clock: Optional[time] = None


class Rejected(Quarantine, table=True):
    metadata = OWN


@pytest.fixture(autouse=True)
def tables(engine: Engine) -> None:
    OWN.create_all(engine)


def raw(names: str, *rows: tuple[Any, ...]) -> Any:
    """A select of text columns."""
    return select(values(*[column(n, String) for n in names.split()], name="v").data(list(rows)))


def refused(engine: Engine) -> list[tuple[str, Any]]:
    c = Rejected.__table__.c
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(c.reason, c.source_row).order_by(c.id))]


def test_refused_rows_are_kept_whole_whatever_their_columns_are_called(engine: Engine) -> None:
    query = raw("named_id src picked", ("1", None, None), ("2", "SAP", None), ("3", "SAP", None))
    assert load(engine, query, Named, quarantine=Rejected) == MergeResult(rejected=3)
    twice = [{"named_id": 1, "src": "a", "picked": "p"}, {"named_id": 1, "src": "b", "picked": "p"}]
    assert load(engine, twice, Named, quarantine=Rejected) == MergeResult(inserted=1, rejected=1)
    assert [row for _, row in refused(engine)] == [
        {"named_id": "1", "src": None, "picked": None},
        {"named_id": "2", "src": "SAP", "picked": None},
        {"named_id": "3", "src": "SAP", "picked": None},
        {"named_id": 1, "src": "a", "picked": "p"},
    ]


def test_a_select_whose_keys_the_server_knows_to_be_unique(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    proofs: list[bool] = []
    is_unique = fill_select._is_unique

    def noted(*given: Any) -> bool:
        proofs.append(is_unique(*given))
        return proofs[-1]

    monkeypatch.setattr(fill_select, "_is_unique", noted)
    sources = MetaData()
    keyed = Table("keyed", sources, Column("named_id", Integer, primary_key=True), Column("picked", String))
    plain = Table("plain", sources, Column("named_id", Integer), Column("picked", String))
    sources.create_all(engine)
    rows = [{"named_id": n, "picked": "p"} for n in range(1, 6)]
    with engine.begin() as connection:
        connection.execute(keyed.insert(), rows)
        connection.execute(plain.insert(), [*rows, rows[0]])
    assert load(engine, select(keyed), Named) == MergeResult(inserted=5)
    with engine.begin() as connection:
        connection.execute(keyed.update().where(keyed.c.named_id == 2).values(picked="q"))
        connection.execute(keyed.update().where(keyed.c.named_id == 3).values(picked=None))
        connection.execute(keyed.insert(), {"named_id": 9, "picked": "new"})
    changed = MergeResult(inserted=1, updated=1, unchanged=3, rejected=1)
    assert load(engine, select(keyed), Named, quarantine=Rejected) == changed
    grouped = select(plain.c.named_id, func.max(plain.c.picked).label("picked")).group_by(plain.c.named_id)
    assert load(engine, grouped, Named) == MergeResult(updated=1, unchanged=4)
    # The same rows, one of them twice: nothing proves that they are unique, and they are not.
    assert load(engine, select(plain), Named, quarantine=Rejected) == MergeResult(unchanged=5, rejected=1)
    assert proofs == [True, True, True, False]
    assert load(engine, select(keyed).where(keyed.c.named_id < 0), Named) == MergeResult()


@pytest.mark.parametrize("keyed", [True, False])
def test_few_rows_are_staged_whole_and_many_without_those_that_are_unchanged(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, keyed: bool
) -> None:
    few: list[bool] = []
    is_few = fill_select._is_few

    def noted(*given: Any) -> bool:
        few.append(is_few(*given))
        return few[-1]

    monkeypatch.setattr(fill_select, "_is_few", noted)
    sources = MetaData()
    source = Table("given", sources, Column("named_id", Integer, primary_key=keyed), Column("picked", String))
    sources.create_all(engine)
    with engine.begin() as connection:
        connection.execute(source.insert(), [{"named_id": n, "picked": "p"} for n in range(1000)])
    assert load(engine, select(source), Named) == MergeResult(inserted=1000)
    execute(engine, "UPDATE given SET picked = 'q' WHERE named_id % 100 = 7", "ANALYZE given, named")
    part = select(source).where(source.c.named_id < 20)
    assert load(engine, part, Named) == MergeResult(updated=1, unchanged=19)
    assert load(engine, select(source), Named) == MergeResult(updated=9, unchanged=991)
    assert few == [False, True, False]


def test_the_server_is_not_asked_about_each_column_of_text(engine: Engine) -> None:
    texts = [Column(name, Text) for name in ("src", "picked")]
    source = Table("texts", MetaData(), Column("named_id", Integer), *texts)
    source.create(engine)
    with engine.begin() as connection:
        connection.execute(source.insert(), [{"named_id": 1, "src": "a", "picked": "p"}])
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda c, k, statement, *rest: seen.append(statement))
    assert load(engine, select(source), Named) == MergeResult(inserted=1)
    assert [s for s in seen if "MERGE" in s or "INSERT" in s] and not [s for s in seen if "pg_cast" in s]


def test_what_has_a_length_and_is_no_text(engine: Engine) -> None:
    rows = [{"typed_id": 1, "hue": Hue.RED, "octets": b"abc", "bits": "101"}]
    assert load(engine, rows, Typed).inserted == 1
    c = Typed.__table__.c
    copied = select((c.typed_id + 1).label("typed_id"), c.hue, c.octets, c.bits)
    assert load(engine, copied, Typed) == MergeResult(inserted=1)
    assert load(engine, select(c.typed_id, c.hue, c.octets, c.bits), Typed) == MergeResult(unchanged=2)
    texts = raw("typed_id hue bits", ("4", "RED", "110"), ("5", "PINK", "110"), ("6", "RED", "11"))
    assert load(engine, texts, Typed, quarantine=Rejected) == MergeResult(inserted=1, rejected=2)
    assert [why.split(": not ")[0] for why, _ in refused(engine)] == ["column hue", "column bits"]


def test_a_constant_that_is_no_value_is_refused(engine: Engine) -> None:
    query = select(literal(4).label("typed_id"), literal("PINK").label("hue"))
    assert load(engine, query, Typed, quarantine=Rejected) == MergeResult(rejected=1)


MOMENTS = [
    ("at", "2024-01-02 03:04:05+00", datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)),
    ("at", "2024-01-02T03:04:05.5Z", datetime(2024, 1, 2, 3, 4, 5, 500_000, tzinfo=timezone.utc)),
    ("at", " 2024-01-02 05:04 +0200 ", datetime(2024, 1, 2, 3, 4, tzinfo=timezone.utc)),
    ("at", "2024-01-02 03:04:05", "not a date and time with its zone as ISO 8601 writes it"),
    ("at", "2024-13-02 03:04:05+00", "not a value of type timestamp with time zone"),
    ("naive", "2024-01-02 03:04:05", datetime(2024, 1, 2, 3, 4, 5)),
    ("naive", "2024-01-02", datetime(2024, 1, 2)),
    ("naive", "2024-01-02 03:04:05+05", "not a date and time without a zone"),
    ("day", "2024-01-02", date(2024, 1, 2)),
    ("day", "2024-01-02 00:00:00", date(2024, 1, 2)),
    ("day", "01/02/2024", "not a day as ISO 8601 writes it: '01/02/2024'"),
    ("day", "tomorrow", "not a day"),
    ("day", "2024-01-02 23:30:00", "not a day"),
    ("clock", "10:30", time(10, 30)),
    ("clock", "10:30:00+02", "not a time of day without a zone"),
]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_moments_as_text_mean_the_same_in_every_session(engine: Engine, schema: str, zone: str) -> None:
    options = f"-csearch_path={schema} -ctimezone={zone} -cdatestyle=ISO,{'MDY' if zone == 'UTC' else 'DMY'}"
    own = create_engine(engine.url, connect_args={"options": options})
    for number, (name, given, meant) in enumerate(MOMENTS):
        result = load(own, raw(f"moment_id {name}", (str(number), given)), Moment, quarantine=Rejected)
        if isinstance(meant, str):
            assert result == MergeResult(rejected=1), given
            assert f"column {name}: {meant}" in refused(engine)[-1][0]
            continue
        assert result == MergeResult(inserted=1), given
        c = Moment.__table__.c
        with engine.connect() as connection:
            assert connection.execute(select(c[name]).where(c.moment_id == number)).scalar() == meant
    own.dispose()


AT, NAIVE, DAY = (cast(literal("2024-01-02"), t) for t in (DateTime(timezone=True), DateTime(), Date()))


@pytest.mark.parametrize(
    ("name", "value", "instead"),
    [
        ("at", NAIVE, func.timezone("UTC", NAIVE)),
        ("at", DAY, func.timezone("UTC", cast(DAY, DateTime))),
        ("naive", AT, func.timezone("UTC", AT)),
        ("day", AT, cast(func.timezone("UTC", AT), Date)),
        ("clock", AT, cast(func.timezone("UTC", AT), Time)),
        ("clock", NAIVE, cast(NAIVE, Time)),
        ("clock", cast(literal("10:30+02"), Time(timezone=True)), cast(literal("10:30"), Time)),
    ],
)
def test_what_the_session_would_decide(engine: Engine, name: str, value: Any, instead: Any) -> None:
    number = literal(1).label("moment_id")
    why = rf"column {name} is .* in the select, and .* in moment: .* Write what is meant"
    with pytest.raises(SourceColumnsError, match=why):
        load(engine, select(number, value.label(name)), Moment)
    assert load(engine, select(number, instead.label(name)), Moment).inserted == 1


def test_only_whole_days_become_days(engine: Engine) -> None:
    query = select(literal(1).label("moment_id"), NAIVE.label("day"), DAY.label("naive"))
    assert load(engine, query, Moment).inserted == 1
    late = select(literal(2).label("moment_id"), cast(literal("2024-01-02 23:30"), DateTime).label("day"))
    assert load(engine, late, Moment, quarantine=Rejected).rejected == 1
    assert refused(engine)[0][0] == "column day: 2024-01-02 23:30:00 is not a whole day"
