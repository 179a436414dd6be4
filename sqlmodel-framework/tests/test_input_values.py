"""Values as ordinary sources bring them: what is missing, what is refused, and what must not end a load."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Optional

import pandas
import pytest
from sqlalchemy import JSON as Json
from sqlalchemy import (
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Time,
    bindparam,
    cast,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, INET, JSONB, TSTZRANGE
from sqlalchemy.engine import Engine
from sqlmodel import Field, create_engine

from sqlmodel_framework import (
    MergeResult,
    Quarantine,
    ReferenceTable,
    SourceColumnsError,
    csv_rows,
    merge,
)

METADATA, SERVER_ONLY = MetaData(), MetaData()


class Colour(Enum):
    RED = "r"


class Thing(ReferenceTable, table=True):
    metadata = METADATA
    thing_id: int
    name: Optional[str] = None
    amount: Optional[Decimal] = Field(default=None, max_digits=10, decimal_places=2)
    exact: Optional[Decimal] = None
    real: Optional[float] = None
    single: Optional[float] = Field(default=None, sa_type=Float(24))
    at: Optional[datetime] = Field(default=None, sa_type=DateTime)
    day: Optional[date] = None
    clock: Optional[time] = None
    zoned: Optional[time] = Field(default=None, sa_type=Time(timezone=True))
    span: Optional[timedelta] = None
    yes: Optional[bool] = None
    octets: Optional[bytes] = None
    ident: Optional[uuid.UUID] = None
    colour: Optional[Colour] = None
    document: Optional[Any] = Field(default=None, sa_type=Json)


class Odd(ReferenceTable, table=True):
    """Types that only PostgreSQL has, one of them the key."""

    metadata = SERVER_ONLY
    host: str = Field(primary_key=True, sa_type=INET)
    span: Optional[str] = Field(default=None, sa_type=TSTZRANGE)
    numbers: Optional[Any] = Field(default=None, sa_type=ARRAY(Integer))
    names: Optional[Any] = Field(default=None, sa_type=ARRAY(String(3)))
    bits: Optional[str] = Field(default=None, sa_type=BIT(3))
    binary: Optional[Any] = Field(default=None, sa_type=JSONB)


class Refused(Quarantine, table=True):
    metadata = METADATA


T, R, O = Thing.__table__.c, Refused.__table__.c, Odd.__table__.c  # noqa: E741


@pytest.fixture(params=["postgresql", "sqlite"])
def any_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "postgresql":
        yield request.getfixturevalue("engine")
        return
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


def load(engine: Engine, rows: Any, model: Any = Thing, **options: Any) -> MergeResult:
    METADATA.create_all(engine)
    with engine.begin() as connection:
        return merge(connection, model, rows, quarantine=Refused, **options)


def reasons(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(R.reason).order_by(R.id)).scalars())


def held(engine: Engine, *columns: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(*columns).order_by(T.thing_id))]


MISSING = [
    "name",
    "amount",
    "exact",
    "at",
    "day",
    "clock",
    "span",
    "yes",
    "octets",
    "ident",
    "colour",
    "document",
]


@pytest.mark.parametrize("nothing", [math.nan, pandas.NaT, pandas.NA], ids=["NaN", "NaT", "NA"])
def test_what_pandas_calls_missing_is_null(any_engine: Engine, nothing: Any) -> None:
    row = dict.fromkeys(MISSING, nothing)
    rows = [{"thing_id": 1, **row}, {"thing_id": nothing, **row}]
    assert load(any_engine, rows) == MergeResult(inserted=1, rejected=1)
    assert reasons(any_engine) == ["key column thing_id is null"]
    assert held(any_engine, *[T[name] for name in MISSING]) == [(None,) * len(MISSING)]


def test_the_records_of_a_frame_are_its_rows(engine: Engine) -> None:
    frame = pandas.DataFrame(
        {
            "thing_id": [1, 2], "name": ["a", None], "amount": [1.5, None], "real": [0.5, None],
            "at": [pandas.Timestamp("2024-01-01"), pandas.NaT], "why": [None, None],
        }
    )  # fmt: skip
    assert load(engine, frame.to_dict("records"), reject_column="why") == MergeResult(inserted=2)
    # Only to a column of floats NaN is a value.
    (_, row) = held(engine, T.name, T.amount, T.at, T.real)
    assert row[:3] == (None, None, None) and math.isnan(row[3])


REFUSED: list[tuple[str, Any, str]] = [
    ("thing_id", "1_000", "is not a number"),
    ("amount", "1_000", "is not a number"),
    ("amount", Decimal("Infinity"), "does not fit"),
    ("amount", "1e200000", "does not fit"),
    ("exact", Decimal("sNaN"), "does not fit"),
    ("exact", "1e200000", "does not fit numeric"),
    ("exact", "1e-20000", "does not fit numeric"),
    ("real", "1_0.5", "is not a number"),
    ("real", "1e400", "does not fit a float"),
    ("real", Decimal("1e-400"), "does not fit a float"),
    ("single", 1e300, "does not fit a float of 4 bytes"),
    ("single", 1e-300, "does not fit a float of 4 bytes"),
    ("clock", "10:00:00+02:00", "the column has none"),
    ("zoned", time(10), "has no time zone"),
    ("span", "soon", "is no span of time"),
    ("span", "P", "is no span of time"),
    ("octets", "00ff", "is not bytes"),
    ("document", {"a": "\0"}, "NUL"),
    ("document", {"a": math.inf}, "JSON"),
]


def test_what_does_not_fit_is_refused_and_the_rest_is_loaded(engine: Engine) -> None:
    for number, (column, value, why) in enumerate(REFUSED):
        empty = {"thing_id": number, column: None}
        rows = [{**empty, column: value}, {**empty, "thing_id": 1000 + number}]
        if column == "thing_id":
            rows = [{"thing_id": value}, {"thing_id": 1000}]
        assert load(engine, rows, batch_id=str(number)) == MergeResult(inserted=1, rejected=1), value
        assert why in reasons(engine)[-1] and f"column {column}:" in reasons(engine)[-1]


def test_what_fits_is_kept_as_it_is(engine: Engine) -> None:
    rows = [
        {"thing_id": 1, "exact": "Infinity", "real": "-infinity", "single": 3.4e38, "span": "1 day 02:30:00"},
        {"thing_id": 2, "exact": "NaN", "real": "nan", "single": math.inf, "span": "P1DT2H30M"},
        {"thing_id": 3, "exact": 1e-9, "real": "1e-300", "single": "0", "span": "-1 days +26:30:00.5"},
        {"thing_id": 4, "exact": "1e131071", "real": 0, "single": 0, "span": str(timedelta(microseconds=-1))},
    ]
    assert load(engine, rows) == MergeResult(inserted=4)
    assert [span for (span,) in held(engine, T.span)] == [
        timedelta(days=1, hours=2, minutes=30), timedelta(days=1, hours=2, minutes=30),
        timedelta(hours=2, minutes=30, microseconds=500_000), timedelta(microseconds=-1),
    ]  # fmt: skip
    more = [{"thing_id": n, "octets": "\\x00ff", "document": {"k": "\\u0000 \\\\u0000"}} for n in (1, 2)]
    assert load(engine, more).updated == 2
    assert held(engine, T.octets, T.document)[0] == (b"\x00\xff", {"k": "\\u0000 \\\\u0000"})


def test_types_that_only_the_server_can_judge(engine: Engine) -> None:
    SERVER_ONLY.create_all(engine)
    good = {
        "host": "10.0.0.1", "span": "[2024-01-01,2024-02-01)", "numbers": [1, None], "names": ["abc"],
        "bits": "101", "binary": [{"a": 1}],
    }  # fmt: skip
    assert load(engine, [good, {**good, "host": "10.0.0.2", "numbers": "{1,2}"}], Odd).inserted == 2
    assert load(engine, [{**good, "host": "10.0.0.1/32"}], Odd) == MergeResult(unchanged=1)
    bad = {"span": "nonsense", "numbers": ["x"], "names": ["abcd"], "bits": "10101"}
    rows = [{**good, "host": f"10.0.1.{n}", name: value} for n, (name, value) in enumerate(bad.items())]
    rows += [{**good, "host": "999.1.1.1"}, {**good, "host": None}, {**good, "host": "::1"}]
    assert load(engine, rows, Odd) == MergeResult(inserted=1, rejected=6)
    found = reasons(engine)
    assert found[:2] == [
        "column span: not a value of type tstzrange: 'nonsense'",
        "column numbers: not a value of type integer[]: '{\"x\"}'",
    ]
    assert [r.split(":")[0] for r in found[2:]] == [
        "column names", "column bits", "column host", "key column host is null",
    ]  # fmt: skip
    with engine.connect() as connection:
        row = connection.execute(select(R.source_row).where(R.reason.like("column bits%"))).scalar()
        assert row["host"] == "10.0.1.3" and row["bits"] == "10101"
        assert connection.execute(select(O.names).where(O.host == "::1")).scalar() == ["abc"]


def latest(engine: Engine, *orders: Any) -> Any:
    """Which of some rows of one key wins, by its place."""
    load(engine, [{"thing_id": 1, "name": str(n), "_order": order} for n, order in enumerate(orders)])
    return orders[int(held(engine, T.name)[0][0])]


def test_the_order_is_by_what_it_says(any_engine: Engine) -> None:
    at = datetime(2024, 1, 2, tzinfo=timezone.utc)
    for orders, wins in (
        ((None, 10, 9), 10),
        (("10", "9"), "10"),
        ((math.nan, "-1", Decimal("1.5"), "1e1", 9), "1e1"),
        (("2024-01-02T00:00:00Z", "2024-01-02T00:30:00+01:00", at - timedelta(1)), "2024-01-02T00:00:00Z"),
        ((date(2024, 1, 2), datetime(2024, 1, 2, 1), "2024-01-01T23:00:00"), datetime(2024, 1, 2, 1)),
        ((pandas.NaT, pandas.Timestamp(2024, 1, 1), None), pandas.Timestamp(2024, 1, 1)),
        ((True, False), True),
    ):
        assert latest(any_engine, *orders) == wins
    assert latest(any_engine, 1, "n/a", "2024-01-01T00:00:00Z", math.inf) == 1
    assert [r.partition("is ")[2] for r in reasons(any_engine)[-3:]] == [
        "neither a number nor a time of ISO 8601, so it has no order",
        "an instant, and what came before is a number",
        "neither a number nor a time of ISO 8601, so it has no order",
    ]


def test_a_select_must_not_order_by_text(engine: Engine) -> None:
    rows = [select(bindparam(f"k{n}", 1).label("thing_id"), bindparam(f"o{n}", o).label("_order"))
            for n, o in enumerate(("10", "9"))]  # fmt: skip
    raw = union_all(*rows).subquery()
    with pytest.raises(SourceColumnsError, match=r"_order is .* in the select, and .* sqlalchemy\.cast"):
        load(engine, select(raw))
    assert load(engine, select(raw.c.thing_id, cast(raw.c._order, Integer).label("_order"))).rejected == 1


def csv_file(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "things.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_header_says_the_columns_of_a_csv_file(any_engine: Engine, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "thing_id,name\n1\n2,b\n3,c\n")
    assert load(any_engine, path) == MergeResult(inserted=2, rejected=1)
    assert reasons(any_engine) == ["the row has no 'name', which the header has"]
    assert next(csv_rows(path)) == {"thing_id": "1"} and csv_rows(path).names == ("thing_id", "name")
    assert load(any_engine, csv_file(tmp_path, "thing_id,_order\n")) == MergeResult()
    assert load(any_engine, csv_file(tmp_path, "")) == MergeResult()
    with pytest.raises(SourceColumnsError, match=r"things\.csv names the column 'name' twice in its header"):
        load(any_engine, csv_file(tmp_path, "thing_id,name,name\n1,a,b\n"))
    with pytest.raises(SourceColumnsError, match="a column 'nmae'"):
        load(any_engine, csv_file(tmp_path, "thing_id,nmae\n"))


def test_a_csv_file_has_documents_bytes_and_spans(any_engine: Engine, tmp_path: Path) -> None:
    one = str(uuid.UUID(int=1))
    good = f'1,"{{""a"": [1.50]}}",1 day,\\x00ff,{one}\n2,"""text""",,,{one}\n'
    bad = "3,{,,,\n4,NaN,,,\n5,1e200000,,,\n"
    path = csv_file(tmp_path, f"thing_id,document,span,octets,ident\n{good}{bad}")
    assert load(any_engine, path) == MergeResult(inserted=2, rejected=3)
    assert held(any_engine, T.document, T.span, T.octets, T.ident) == [
        ({"a": [1.5]}, timedelta(1), b"\x00\xff", uuid.UUID(int=1)),
        ("text", None, None, uuid.UUID(int=1)),
    ]
    assert load(any_engine, path) == MergeResult(unchanged=2, rejected=3)
    assert all("column document: " in r for r in reasons(any_engine))


def test_a_document_of_a_csv_file_is_kept_as_it_is_written(engine: Engine, tmp_path: Path) -> None:
    load(engine, csv_file(tmp_path, 'thing_id,document\n1,"{""b"":1.50,  ""a"":0}"\n'))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT document::text FROM thing")).scalar() == '{"b":1.50,  "a":0}'


def test_a_csv_field_may_be_long(engine: Engine, tmp_path: Path) -> None:
    long = json.dumps("x" * 200_000)
    assert load(engine, csv_file(tmp_path, f"thing_id,name\n1,{long}\n")) == MergeResult(inserted=1)


def test_what_is_no_row_of_its_kind_is_refused(any_engine: Engine) -> None:
    rows = [{"thing_id": 1, "name": "a"}, None, (2, "x"), {"thing_id": 3, "name": "x", "z": object()}, "ab"]
    assert load(any_engine, rows) == MergeResult(inserted=1, rejected=4)
    assert [r.partition("the row ")[2] for r in reasons(any_engine)] == [
        "is a NoneType, and the first row a mapping", "is a tuple, and the first row a mapping",
        "has 'z', which the first row has not", "is a str, and the first row a mapping",
    ]  # fmt: skip
    with any_engine.connect() as connection:
        assert connection.execute(select(R.source_row).order_by(R.id)).scalars().all()[1] == {"row": [2, "x"]}
    things = [Thing(thing_id=5), None]
    assert load(any_engine, things) == MergeResult(inserted=1, rejected=1)
    with pytest.raises(SourceColumnsError, match="the first row is a NoneType"):
        load(any_engine, [None, *rows])


def test_a_row_of_another_width_is_not_gone(any_engine: Engine) -> None:
    load(any_engine, [{"thing_id": n, "name": "a"} for n in range(4)])
    rows = [{"thing_id": 0, "name": "a"}, {"thing_id": 1}, {"thing_id": 2, "name": "b", "day": None}]
    assert load(any_engine, rows, delete="delete") == MergeResult(unchanged=1, rejected=2, deleted=1)
    assert held(any_engine, T.thing_id, T.name) == [(0, "a"), (1, "a"), (2, "a")]
