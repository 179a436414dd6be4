"""Merge of selects: columns of every name and type, and what is refused inside the database."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from sqlalchemy import MetaData, String, column, select, values
from sqlalchemy.engine import Engine

from sqlmodel_framework import MergeResult, Quarantine, ReferenceTable

from .loading import load

OWN = MetaData()


class Named(ReferenceTable, table=True):
    """Columns that are called as the library calls its own things."""

    metadata = OWN
    named_id: int
    src: Optional[str] = None
    picked: str


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
