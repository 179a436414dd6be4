"""Values as ordinary sources bring them: what is missing, what is refused, and what must not end a load."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Optional

import pandas
import pytest
from sqlalchemy import (
    Integer,
    MetaData,
    String,
    bindparam,
    cast,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, INET, JSONB, TSTZRANGE
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import (
    MergeResult,
    ReferenceTable,
    SourceColumnsError,
)

from .things import R, T, Thing, held, load, reasons

SERVER_ONLY = MetaData()


class Odd(ReferenceTable, table=True):
    """Types that only PostgreSQL has, one of them the key."""

    metadata = SERVER_ONLY
    host: str = Field(primary_key=True, sa_type=INET)
    span: Optional[str] = Field(default=None, sa_type=TSTZRANGE)
    numbers: Optional[Any] = Field(default=None, sa_type=ARRAY(Integer))
    names: Optional[Any] = Field(default=None, sa_type=ARRAY(String(3)))
    bits: Optional[str] = Field(default=None, sa_type=BIT(3))
    binary: Optional[Any] = Field(default=None, sa_type=JSONB)


O = Odd.__table__.c  # noqa: E741


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
    ("thing_id", "1_000", "is not an integer"),
    ("amount", "1_000", "is not a number"),
    ("amount", Decimal("Infinity"), "is no number that numeric can hold"),
    ("amount", "1e200000", "does not fit"),
    ("exact", Decimal("sNaN"), "is no number that numeric can hold"),
    ("exact", "NaN", "is no number that numeric can hold"),
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
        {"thing_id": 2, "exact": "-Infinity", "real": "nan", "single": math.inf, "span": "P1DT2H30M"},
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
    assert [r.split(":")[0] for r in found] == [
        "column span", "column numbers", "column names", "column bits", "column host",
        "key column host is null",
    ]  # fmt: skip
    assert found[0] == "column span: not a value of type tstzrange: 'nonsense'"
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
    with pytest.raises(SourceColumnsError, match="the first row is of type NoneType"):
        load(any_engine, [None, *rows])


def test_a_row_of_another_width_is_not_gone(any_engine: Engine) -> None:
    load(any_engine, [{"thing_id": n, "name": "a"} for n in range(4)])
    rows = [{"thing_id": 0, "name": "a"}, {"thing_id": 1}, {"thing_id": 2, "name": "b", "day": None}]
    assert load(any_engine, rows, delete="delete") == MergeResult(unchanged=1, rejected=2, deleted=1)
    assert held(any_engine, T.thing_id, T.name) == [(0, "a"), (1, "a"), (2, "a")]
