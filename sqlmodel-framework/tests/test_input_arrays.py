"""Arrays, and types whose text is not that of the values in it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Optional

import numpy
import pytest
from sqlalchemy import JSON, DateTime, Integer, Interval, LargeBinary, MetaData, Numeric, String, select
from sqlalchemy import types as sa
from sqlalchemy.dialects.postgresql import ARRAY, INET, UUID
from sqlalchemy.engine import Engine
from sqlmodel import Field

from sqlmodel_framework import MergeResult, ReferenceTable

from .loading import with_driver
from .things import load, reasons

OWN = MetaData()


def listed(item: Any, **options: Any) -> Any:
    return Field(default=None, sa_type=ARRAY(item, **options))


class Lists(ReferenceTable, table=True):
    metadata = OWN
    lists_id: int
    octets: Optional[Any] = listed(LargeBinary)
    numbers: Optional[Any] = listed(Integer)
    documents: Optional[Any] = listed(JSON, dimensions=1)
    texts: Optional[Any] = listed(String)
    exact: Optional[Any] = listed(Numeric(10, 2))
    times: Optional[Any] = listed(DateTime(timezone=True))
    spans: Optional[Any] = listed(Interval)
    hosts: Optional[Any] = listed(INET)


L = Lists.__table__.c
NOON = datetime(2024, 1, 1, 12, tzinfo=timezone.utc)
ROW: dict[str, Any] = {
    "octets": [b"ab\xff\\", None], "numbers": [[1, 2], [3, None]], "documents": [{"a": [1]}, ["x", '"\\'], 1],
    "texts": ['a"\\,{}\n', "", "NULL", None], "exact": [Decimal("1.10"), None], "times": [NOON],
    "spans": [timedelta(1, 2)], "hosts": ["10.0.0.1"],
}  # fmt: skip


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_what_is_in_an_array_is_kept(engine: Engine, schema: str, driver: str) -> None:
    OWN.create_all(engine)
    own = with_driver(engine, schema, driver)
    assert load(own, [{"lists_id": 1, **ROW}], Lists) == MergeResult(inserted=1)
    assert load(own, [{"lists_id": 1, **ROW}], Lists) == MergeResult(unchanged=1)
    with own.connect() as connection:
        row = dict(connection.execute(select(Lists)).one()._mapping)
    row["octets"] = [None if o is None else bytes(o) for o in row["octets"]]
    row["hosts"] = [str(h) for h in row["hosts"]] if isinstance(row["hosts"], list) else ["10.0.0.1"]
    assert {name: row[name] for name in ROW} == ROW
    own.dispose()


def test_arrays_of_other_makers_and_what_is_none(engine: Engine) -> None:
    OWN.create_all(engine)
    good = [numpy.array([[1, 2], [3, 4]]), "{{1,2},{3,4}}", ((1, 2), (3, 4))]
    for number, value in enumerate(good):
        result = load(engine, [{"lists_id": 1, "numbers": value}], Lists)
        assert (result.inserted, result.unchanged) == (int(not number), int(number > 0))
    bad = [{"a": 1}, {1, 2}, 7, ["x"], [2**40], b"ab"]
    rows = [{"lists_id": number, "numbers": value} for number, value in enumerate(bad, 2)]
    assert load(engine, rows, Lists) == MergeResult(rejected=len(bad))
    assert reasons(engine)[0] == "column numbers: a dict is not an array"


# SQLAlchemy 1.4 has only PostgreSQL's own.
TEXTUAL: Any = sa.Uuid(native_uuid=False) if hasattr(sa, "Uuid") else UUID(as_uuid=True)


def test_a_uuid_that_is_kept_as_text(engine: Engine) -> None:
    class Textual(ReferenceTable, table=True):
        metadata = MetaData()
        textual_id: uuid.UUID = Field(primary_key=True, sa_type=TEXTUAL)

    Textual.metadata.create_all(engine)
    for result in (MergeResult(inserted=1), MergeResult(unchanged=1)):
        assert load(engine, [{"textual_id": uuid.UUID(int=5)}], Textual, delete="delete") == result
