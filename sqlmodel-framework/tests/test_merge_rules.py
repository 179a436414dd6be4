"""What merge takes and what it refuses: one set of rules for every source, and for every database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, Optional

import pandas
import polars
import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
    select,
)
from sqlalchemy.engine import Engine
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session

from sqlmodel_framework import (
    ConstraintError,
    DeploymentError,
    GeneratedKeyError,
    MergeCallError,
    MergeError,
    MergeResult,
    Quarantine,
    ReferenceTable,
    RejectedRowsError,
    SourceColumnsError,
    TemporalTable,
    merge,
    track,
)

from .loading import load
from .models import Airport

OWN = MetaData()


class Cents(TypeDecorator[Decimal]):
    """Amounts, kept as whole cents."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return None if value is None else int(value * 100)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else Decimal(value) / 100


class Upper(TypeDecorator[str]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return value.upper()


class Seller(ReferenceTable, table=True):
    metadata = OWN
    seller_id: int
    name: str = "nobody"
    parent_id: Optional[int] = Field(default=None, foreign_key="seller.seller_id")


class Sale(ReferenceTable, table=True):
    metadata = OWN
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_is_positive"),
        UniqueConstraint("shop", "receipt"),
    )
    sale_id: int
    amount: Decimal = Field(max_digits=10, decimal_places=2)
    at: Optional[dt.datetime] = None
    postcode: Optional[str] = None
    pieces: Optional[int] = None
    code: Optional[str] = Field(default=None, unique=True)
    shop: Optional[str] = None
    receipt: Optional[int] = None
    seller_id: Optional[int] = Field(default=None, foreign_key="seller.seller_id")
    price: Optional[Decimal] = Field(default=None, sa_column=Column(Cents))
    upper: Optional[str] = Field(default=None, sa_column=Column(Upper))


class Rate(TemporalTable, table=True):
    metadata = OWN
    rate_id: int
    percent: int


class Person(ReferenceTable, table=True):
    """A key that the database gives, and a unique one of the person's own."""

    metadata = OWN
    id: Optional[int] = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    city: Optional[str] = "Paris"
    token: uuid.UUID = Field(default_factory=uuid.uuid4)
    score: int = Field(default=0, sa_column_kwargs={"server_default": "7"})


class Ord(ReferenceTable, table=True):
    metadata = OWN
    ord_id: int = Field(primary_key=True)
    note: Optional[str] = None


class Refused(Quarantine, table=True):
    metadata = OWN


S, P, R = Sale.__table__.c, Person.__table__.c, Refused.__table__.c


@pytest.fixture
def any_engine(any_engine: Engine) -> Engine:
    if any_engine.dialect.name == "sqlite":
        event.listen(any_engine, "connect", lambda raw, record: raw.execute("PRAGMA foreign_keys = ON"))
    OWN.create_all(any_engine)
    return any_engine


def rows_of(engine: Engine, *columns: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(*columns).order_by(columns[0]))]


def reasons(engine: Engine) -> list[str]:
    return [r for _, r in rows_of(engine, R.id, R.reason)]


# Values

REFUSED_VALUES: list[tuple[str, Any]] = [
    ("amount", "NaN"),
    ("amount", Decimal("NaN")),
    ("amount", "1.234"),
    ("amount", 1.234),
    ("amount", True),
    ("postcode", 8001.0),
    ("postcode", 8001),
    ("postcode", True),
    ("postcode", Decimal("8001")),
    ("pieces", True),
    ("pieces", 1.5),
    ("at", "2024-01-02T03:04:05.1234567+00:00"),
]


@pytest.mark.parametrize(("column", "value"), REFUSED_VALUES)
def test_no_value_is_changed_in_silence(any_engine: Engine, column: str, value: Any) -> None:
    row = {"sale_id": 1, "amount": 1, column: value}
    assert load(any_engine, [row], Sale, quarantine=Refused) == MergeResult(rejected=1)
    assert reasons(any_engine)[0].startswith(f"column {column}: ")
    assert rows_of(any_engine, S.sale_id) == []


TAKEN_VALUES: list[tuple[str, Any, Any]] = [
    ("amount", "1.500", Decimal("1.50")),
    ("amount", 19.99, Decimal("19.99")),
    ("postcode", "08001", "08001"),
    ("pieces", 5.0, 5),
    ("price", Decimal("1.25"), Decimal("1.25")),
    ("upper", "abc", "ABC"),
]


@pytest.mark.parametrize(("column", "value", "kept"), TAKEN_VALUES)
def test_what_is_the_same_is_taken(any_engine: Engine, column: str, value: Any, kept: Any) -> None:
    row = {"sale_id": 1, "amount": 1, column: value}
    assert load(any_engine, [row], Sale) == MergeResult(inserted=1)
    assert load(any_engine, [row], Sale) == MergeResult(unchanged=1)
    assert rows_of(any_engine, S[column]) == [(kept,)]


def test_a_frame_keeps_no_lost_zeros(any_engine: Engine) -> None:
    frame = pandas.DataFrame({"sale_id": [1, 2], "amount": [1.5, 2.5], "postcode": [8001, None]})
    assert load(any_engine, frame, Sale, quarantine=Refused) == MergeResult(inserted=1, rejected=1)
    assert "8001.0" in reasons(any_engine)[0]


def test_text_reaches_types_that_bind_values(any_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    kind: Any = S.at.type
    zone = "+00:00" if getattr(kind, "impl", kind).timezone else ""  # newer SQLModel keeps instants
    line = f"1,1.50,2024-01-02T03:04:05{zone},3,abc"
    path.write_text(f"sale_id,amount,at,price,upper\n{line}\n", encoding="utf-8")
    expected = (1, Decimal("1.50"), Decimal("3"), "ABC")
    assert load(any_engine, path, Sale) == MergeResult(inserted=1)
    assert rows_of(any_engine, S.sale_id, S.amount, S.price, S.upper) == [expected]
    (at,) = rows_of(any_engine, S.at)[0]
    assert at.replace(tzinfo=None) == dt.datetime(2024, 1, 2, 3, 4, 5)
    assert load(any_engine, path, Sale) == MergeResult(unchanged=1)
    record = {"sale_id": "1", "amount": "1.50", "at": f"2024-01-02 03:04:06{zone}", "upper": "abc"}
    assert load(any_engine, [record], Sale) == MergeResult(updated=1)
    (at,) = rows_of(any_engine, S.at)[0]
    assert at.replace(tzinfo=None) == dt.datetime(2024, 1, 2, 3, 4, 6)


def test_selects_are_read_by_the_same_rules(engine: Engine) -> None:
    raw = Table(
        "raw", MetaData(), Column("sale_id", Integer), Column("amount", String), Column("postcode", String),
        Column("number", Integer),
    )  # fmt: skip
    raw.create(engine)
    OWN.create_all(engine)
    with engine.begin() as connection:
        values = ["1.5", "1.234", "NaN", "nonsense", None]
        connection.execute(raw.insert(), [{"sale_id": n, "amount": v} for n, v in enumerate(values)])
    query = select(raw.c.sale_id, raw.c.amount)
    assert load(engine, query, Sale, quarantine=Refused) == MergeResult(inserted=1, rejected=4)
    assert reasons(engine) == [
        "column amount: more decimals than the 2 of numeric(10,2): '1.234'",
        "column amount: not a value of type numeric(10,2): 'NaN'",
        "column amount: not a value of type numeric(10,2): 'nonsense'",
        "required column amount is null",
    ]
    with pytest.raises(SourceColumnsError, match="column postcode is integer in the select"):
        load(engine, select(raw.c.sale_id, raw.c.amount, raw.c.number.label("postcode")), Sale)


# Constraints

SALE = {"sale_id": 1, "amount": 1, "code": "a", "shop": "x", "receipt": 1, "seller_id": 1}
BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"amount": -1}, "the check amount_is_positive does not hold: "),
    ({"code": "a"}, "column code: 'a' is already in another row"),
    ({"shop": "x", "receipt": 1}, "columns shop, receipt: 'x', '1' is already in another row"),
    ({"seller_id": 99}, "column seller_id: no row of "),
]


@pytest.mark.parametrize(("broken", "why"), BROKEN)
def test_a_row_that_breaks_a_constraint_is_refused_alone(
    any_engine: Engine, broken: dict[str, Any], why: str
) -> None:
    load(any_engine, [{"seller_id": 1}], Seller)
    load(any_engine, [SALE], Sale)
    fine = {"amount": 2, "code": None, "shop": None, "receipt": None, "seller_id": 1}
    rows = [{"sale_id": 2, **fine, **broken}, {"sale_id": 3, **fine}, {**SALE, "amount": 5}]
    with pytest.raises(RejectedRowsError) as error:
        load(any_engine, rows, Sale)
    assert error.value.reasons[0][0] == 1
    assert rows_of(any_engine, S.sale_id, S.amount) == [(1, 1)]
    result = load(any_engine, rows, Sale, quarantine=Refused)
    assert result == MergeResult(inserted=1, updated=1, rejected=1)
    assert reasons(any_engine)[0].startswith(why)
    assert rows_of(any_engine, S.sale_id, S.amount) == [(1, 5), (3, 2)]


def test_of_two_rows_the_first_keeps_a_unique_value(any_engine: Engine) -> None:
    rows = [{"sale_id": n, "amount": n, "code": "same"} for n in (1, 2, 3)]
    assert load(any_engine, rows, Sale, quarantine=Refused) == MergeResult(inserted=1, rejected=2)
    assert rows_of(any_engine, S.sale_id) == [(1,)]


def test_a_row_may_refer_to_one_of_its_own_batch(any_engine: Engine) -> None:
    rows = [{"seller_id": 1, "parent_id": None}, {"seller_id": 2, "parent_id": 1}]
    assert load(any_engine, rows, Seller) == MergeResult(inserted=2)
    more = [
        {"seller_id": 3, "parent_id": 98},
        {"seller_id": 4, "parent_id": 3},
        {"seller_id": 5, "parent_id": 1},
    ]
    assert load(any_engine, more, Seller, quarantine=Refused) == MergeResult(inserted=1, rejected=2)


def test_what_goes_leaves_its_unique_value(any_engine: Engine) -> None:
    load(any_engine, [{"sale_id": 1, "amount": 1, "code": "a"}], Sale)
    again = [{"sale_id": 2, "amount": 1, "code": "a"}]
    assert load(any_engine, again, Sale, delete="delete") == MergeResult(inserted=1, deleted=1)


def test_a_period_that_ends_before_it_begins(any_engine: Engine) -> None:
    day = [dt.datetime(2024, 1, n, tzinfo=dt.timezone.utc) for n in range(1, 9)]
    rows = [
        {"rate_id": 1, "percent": 1, "effective_from": day[3], "effective_to": day[1]},
        {"rate_id": 2, "percent": 1, "effective_from": day[1], "effective_to": day[3]},
    ]
    assert load(any_engine, rows, Rate, quarantine=Refused) == MergeResult(inserted=1, rejected=1)
    assert reasons(any_engine) == ["effective_to is before effective_from"]


def test_periods_that_overlap(engine: Engine) -> None:
    OWN.create_all(engine)
    day = [dt.datetime(2024, 1, n, tzinfo=dt.timezone.utc) for n in range(1, 9)]

    def rate(number: int, start: int, end: int) -> dict[str, Any]:
        return {"rate_id": number, "percent": 1, "effective_from": day[start], "effective_to": day[end]}

    assert load(engine, [rate(1, 0, 3)], Rate) == MergeResult(inserted=1)
    rows = [rate(1, 2, 4), rate(1, 5, 7), rate(1, 6, 7), rate(2, 0, 7)]
    assert load(engine, rows, Rate, quarantine=Refused) == MergeResult(inserted=2, rejected=2)
    found = reasons(engine)
    assert [r.rpartition(" overlaps ")[2] for r in found] == ["another row"] * 2


def test_rows_that_others_refer_to_do_not_go(any_engine: Engine) -> None:
    load(any_engine, [{"seller_id": 1}], Seller)
    load(any_engine, [{"sale_id": 1, "amount": 1, "seller_id": 1}], Sale)
    with pytest.raises(ConstraintError):
        load(any_engine, [{"seller_id": 5}], Seller, delete="delete", quarantine=Refused)
    assert rows_of(any_engine, Seller.__table__.c.seller_id) == [(1,)]


def test_what_is_no_fault_of_a_row_fails_the_whole(engine: Engine) -> None:
    OWN.create_all(engine)
    load(engine, [{"sale_id": n, "amount": 1, "code": c} for n, c in ((1, "a"), (2, "b"))], Sale)
    swapped = [{"sale_id": n, "amount": 1, "code": c} for n, c in ((1, "b"), (2, "a"))]
    with pytest.raises(ConstraintError) as error:
        load(engine, swapped, Sale, quarantine=Refused)
    assert (error.value.sqlstate, error.value.constraint) == ("23505", "sale_code_key")
    load(engine, [{"seller_id": 1}], Seller)
    load(engine, [{"sale_id": 1, "amount": 1, "code": "a", "seller_id": 1}], Sale)
    with pytest.raises(ConstraintError) as error:
        load(engine, [{"seller_id": 5}], Seller, delete="delete")
    assert error.value.sqlstate == "23503"


def test_another_transaction_that_came_between_fails_the_whole(engine: Engine) -> None:
    OWN.create_all(engine)
    strict = engine.execution_options(isolation_level="REPEATABLE READ")
    with strict.begin() as connection:
        connection.execute(select(S.sale_id)).all()  # what others commit from here on is not seen
        load(engine, [{"sale_id": 1, "amount": 1, "code": "a"}], Sale)
        with pytest.raises(ConstraintError) as error:
            merge(connection, Sale, [{"sale_id": 2, "amount": 1, "code": "a"}], quarantine=Refused)
        assert error.value.sqlstate == "23505"


# Keys and rows that say less


def test_by_another_unique_key(any_engine: Engine) -> None:
    rows = [{"email": "a@x", "city": "Rome"}, {"email": "b@x", "city": None}]
    assert load(any_engine, rows, Person, on="email") == MergeResult(inserted=2)
    first = rows_of(any_engine, P.email, P.id, P.token)
    rows[0]["city"] = "Oslo"
    assert load(any_engine, rows, Person, on=["email"], delete="delete") == MergeResult(
        updated=1, unchanged=1
    )
    assert rows_of(any_engine, P.email, P.id, P.token) == first
    assert rows_of(any_engine, P.email, P.city, P.score) == [("a@x", "Oslo", 0), ("b@x", None, 0)]
    assert load(any_engine, rows[:1], Person, on="email", delete="delete") == MergeResult(
        unchanged=1, deleted=1
    )


def test_a_key_that_only_the_database_gives(any_engine: Engine) -> None:
    for rows in ([{"email": "a@x"}], [Person(email="a@x")]):
        with pytest.raises(GeneratedKeyError, match='on="email"') as error:
            load(any_engine, rows, Person)
        assert isinstance(error.value, TypeError)
    with pytest.raises(MergeError, match=r"no unique key of person\. It has: id; email"):
        load(any_engine, [{"email": "a@x"}], Person, on="city")
    with pytest.raises(SourceColumnsError, match="the source has 'id'"):
        load(any_engine, [{"id": 1, "email": "a@x"}], Person, on="email")
    both = [Person(email="a@x"), Person(id=5, email="b@x")]
    assert load(any_engine, both, Person, on="email", quarantine=Refused) == MergeResult(
        inserted=1, rejected=1
    )


def test_instances_say_what_they_were_given(any_engine: Engine) -> None:
    assert load(any_engine, [Ord(ord_id=1), Ord(ord_id=2, note="x")], Ord) == MergeResult(inserted=2)
    assert load(any_engine, [Ord(ord_id=2)], Ord) == MergeResult(unchanged=1)
    assert load(any_engine, [Ord(ord_id=2, note=None), Ord(ord_id=1, note="y")], Ord) == MergeResult(
        updated=2
    )
    o = Ord.__table__.c
    assert rows_of(any_engine, o.ord_id, o.note) == [(1, "y"), (2, None)]
    person = Person(email="a@x", city="Rome")
    assert load(any_engine, [person], Person, on="email") == MergeResult(inserted=1)
    assert rows_of(any_engine, P.token, P.score)[0] == (person.token, 0)
    assert load(any_engine, [Person(email="a@x", score=3)], Person, on="email") == MergeResult(updated=1)
    assert rows_of(any_engine, P.city, P.token, P.score) == [("Rome", person.token, 3)]


def test_instances_that_were_read_say_all(any_engine: Engine) -> None:
    load(any_engine, [Ord(ord_id=1, note="x")], Ord)
    with Session(any_engine) as session:
        held = session.get(Ord, 1)
        assert held is not None
        session.expunge(held)
    load(any_engine, [Ord(ord_id=1, note="y")], Ord)
    assert load(any_engine, [held], Ord) == MergeResult(updated=1)


def test_sparse_mappings(any_engine: Engine) -> None:
    rows = [{"sale_id": 1, "amount": 1, "code": "a"}, {"sale_id": 2, "amount": 2}, {"sale_id": 3}]
    result = load(any_engine, rows, Sale, sparse=True, quarantine=Refused)
    assert result == MergeResult(inserted=2, rejected=1)
    assert reasons(any_engine) == ["required column amount is null"]
    rows = [{"sale_id": 1, "postcode": "0"}, {"sale_id": 2, "code": None}, {"sale_id": 2, "nothing": 1}]
    result = load(any_engine, rows, Sale, sparse=True, quarantine=Refused)
    assert result == MergeResult(updated=1, unchanged=1, rejected=1)
    assert rows_of(any_engine, S.sale_id, S.amount, S.code, S.postcode) == [
        (1, 1, "a", "0"),
        (2, 2, None, None),
    ]
    assert load(any_engine, [{"email": "a@x"}], Person, on="email", sparse=True) == MergeResult(inserted=1)
    assert rows_of(any_engine, P.city) == [("Paris",)]
    with pytest.raises(MergeCallError, match="sparse=True is for mappings"):
        load(any_engine, pandas.DataFrame({"sale_id": [1]}), Sale, sparse=True)


# Calls

CALLS: list[tuple[str, Callable[[Any, Path], Any], type[Exception], str]] = [
    ("swapped", lambda c, p: merge(Ord, c, []), MergeCallError, r"merge\(conn, Model, rows\)"),  # type: ignore[arg-type]
    ("no model", lambda c, p: merge(c, [], Ord), MergeCallError, "takes a model class second"),  # type: ignore[arg-type]
    (
        "one instance",
        lambda c, p: merge(c, Ord, Ord(ord_id=1)),
        SourceColumnsError,
        r"rows is one Ord.*\[row\]",
    ),
    (
        "one mapping",
        lambda c, p: merge(c, Ord, {"ord_id": 1}),
        SourceColumnsError,
        r"rows is one dict.*\[row\]",
    ),
    ("polars series", lambda c, p: merge(c, Ord, polars.Series([1])), SourceColumnsError, r"to_frame\(\)"),
    ("pandas series", lambda c, p: merge(c, Ord, pandas.Series([1])), SourceColumnsError, r"to_frame\(\)"),
    (
        "another model",
        lambda c, p: merge(c, Ord, [Airport(faa="A")]),
        SourceColumnsError,
        "first row is of type Airport",
    ),
    ("a path as text", lambda c, p: merge(c, Ord, "a.csv"), SourceColumnsError, r"pathlib\.Path\('a\.csv'\)"),
    ("bytes", lambda c, p: merge(c, Ord, b"ord_id\n1\n"), SourceColumnsError, r"is a bytes.*pathlib\.Path\("),  # type: ignore[arg-type]
    (
        "an open file",
        lambda c, p: merge(c, Ord, StringIO("ord_id\n1\n")),
        SourceColumnsError,
        "is an open file",
    ),  # type: ignore[arg-type]
    ("parquet", lambda c, p: merge(c, Ord, p / "a.parquet"), MergeError, r"is Parquet, and no CSV.*dataset"),
    ("gzip", lambda c, p: merge(c, Ord, p / "a.csv.gz"), MergeError, "is gzip, and no CSV"),
    ("a number", lambda c, p: merge(c, Ord, 5), SourceColumnsError, "rows is of type int"),  # type: ignore[arg-type]
    ("on", lambda c, p: merge(c, Ord, [], on=5), MergeCallError, "on=5 is of type int"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "kind", "said"), [c[1:] for c in CALLS], ids=[c[0] for c in CALLS])
def test_a_wrong_call_is_told_in_words(
    any_engine: Engine, tmp_path: Path, call: Callable[[Any, Path], Any], kind: type[Exception], said: str
) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1....")
    (tmp_path / "a.csv.gz").write_bytes(b"\x1f\x8b....")
    with any_engine.begin() as connection, pytest.raises(kind, match=said):
        call(connection, tmp_path)


def test_a_table_that_is_behind_its_model(engine: Engine) -> None:
    own = Table("later", MetaData(), Column("id", Integer, primary_key=True))
    track(own)
    with pytest.raises(DeploymentError, match="later is not there to merge into"):
        load(engine, [{"id": 1}], own)
    own.metadata.create_all(engine)
    newer = Table("later", MetaData(), Column("id", Integer, primary_key=True), Column("city", String))
    track(newer)
    with pytest.raises(DeploymentError, match=r"no column city .* deploy"):
        load(engine, [{"id": 1, "city": "x"}], newer)


def test_one_row_takes_few_round_trips(engine: Engine) -> None:
    OWN.create_all(engine)
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda c, k, statement, *rest: seen.append(statement))
    for model, row in ((Ord, {"ord_id": 1}), (Sale, {"sale_id": 1, "amount": 1})):
        seen.clear()
        assert load(engine, [row], model) == MergeResult(inserted=1)
        assert len(seen) + 1 < 8, seen  # and a COPY, which the driver sends by itself


def test_a_self_made_default_is_called_for_each_row(any_engine: Engine) -> None:
    rows = [{"email": f"{n}@x"} for n in range(3)]
    assert load(any_engine, rows, Person, on="email") == MergeResult(inserted=3)
    assert len({token for (token,) in rows_of(any_engine, P.token)}) == 3
