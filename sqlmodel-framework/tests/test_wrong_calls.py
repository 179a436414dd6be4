"""Wrong calls are told in words before anything is sent; those of merge are in test_merge_rules.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Optional

import pytest
from sqlalchemy import Date, MetaData, select
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import (
    KeyShapeError,
    ModelDefinitionError,
    NaiveTimestampError,
    NotTrackedError,
    ReferenceTable,
    TransactionRequiredError,
    as_of,
    audit,
    between,
    deploy,
    effective_at,
    erase,
    plan,
    tracked,
)

OWN = MetaData()
NOW = datetime.now(timezone.utc)


class Order(ReferenceTable, table=True):
    metadata = OWN
    __tablename__ = "an_order"
    order_id: int = Field(primary_key=True)
    placed_at: Optional[datetime] = None


class Rate(ReferenceTable, table=True):
    metadata = OWN
    code: str = Field(primary_key=True)
    day: date = Field(primary_key=True, sa_type=Date)


ONE: Any = Order(order_id=1)
CALLS: list[tuple[str, Callable[[Any], Any], type[Exception], str]] = [
    ("as_of, swapped", lambda e: as_of(NOW, Order), NotTrackedError, "datetime given where a model class"),  # type: ignore[call-overload]
    ("an instance", lambda e: audit(ONE, key=1), NotTrackedError, "Order given where a model class"),
    ("a connection", lambda e: erase(Order, e, 1), NotTrackedError, "Engine given where a model class"),  # type: ignore[arg-type]
    ("a plain class", lambda e: tracked(int), NotTrackedError, "int has no history"),  # type: ignore[arg-type]
    ("a number", lambda e: as_of(Order, 5), NaiveTimestampError, "timestamp 5 is of type int"),  # type: ignore[call-overload]
    ("no end", lambda e: between(Order, NOW, None), NaiveTimestampError, "end None is of type NoneType"),  # type: ignore[call-overload]
    ("text", lambda e: effective_at(Order, "2024"), NaiveTimestampError, "is the text '2024'"),  # type: ignore[arg-type]
    ("deploy, swapped", lambda e: deploy([Order], e), ModelDefinitionError, "Engine given where a list"),  # type: ignore[arg-type]
    ("one model", lambda e: plan(e, Order), ModelDefinitionError, r"Write \[Order\]"),  # type: ignore[arg-type]
    ("no engine", lambda e: plan("sqlite://", [Order]), TransactionRequiredError, "str given where"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "kind", "said"), [c[1:] for c in CALLS], ids=[c[0] for c in CALLS])
def test_a_wrong_call_is_told_in_words(
    any_engine: Engine, call: Callable[[Any], Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        call(any_engine)


WRONG_KEYS: list[tuple[Any, Any, str]] = [
    (Order, "abc", "order_id of an_order is of type int, and 'abc' is not"),
    (Order, 1.5, "order_id of an_order is of type int, and 1.5 is not"),
    (Order, True, "order_id of an_order is of type int, and True is not"),
    (Order, ONE, "order_id of an_order is of type int, and "),
    (Order, None, "order_id of an_order is None"),
    (Order, (1, 2), r"the key of an_order is \(order_id\)"),
    (Rate, (Decimal(5), date(2024, 1, 1)), "code of rate is of type str"),
    (Rate, ("EUR", "yesterday"), "day of rate is of type date, and 'yesterday' is not"),
    (Rate, "EUR", r"the key of rate is \(code, day\)"),
]


@pytest.mark.parametrize(("model", "key", "said"), WRONG_KEYS)
def test_a_key_of_another_type_is_refused_before_the_database_is_asked(
    model: Any, key: Any, said: str
) -> None:
    with pytest.raises(KeyShapeError, match=said):
        audit(model, key=key)


def test_a_key_may_be_text_as_files_and_forms_have_it(any_engine: Engine) -> None:
    OWN.create_all(any_engine)
    with any_engine.begin() as connection:
        connection.execute(Order.__table__.insert(), [{"order_id": 7}])  # type: ignore[attr-defined]
        connection.execute(Rate.__table__.insert(), [{"code": "EUR", "day": date(2024, 1, 1)}])  # type: ignore[attr-defined]
        for model, key in ((Order, "7"), (Rate, ("EUR", "2024-01-01"))):
            assert [r.op for r in connection.execute(audit(model, key=key))] == ["INSERT"]
        assert erase(connection, Order, "7") == 1
        assert connection.execute(select(Order)).all() == []


def test_statements_can_be_printed() -> None:
    for statement in (audit(Rate, key=("EUR", date(2024, 1, 1))), select(as_of(Order, NOW))):
        assert "SELECT" in str(statement)
    assert "the audit of rate" in str(audit(Rate, key=("EUR", date(2024, 1, 1))))
