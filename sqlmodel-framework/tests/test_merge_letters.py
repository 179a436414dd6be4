"""Merge where a column's own equality passes over what differs: citext, and collations that fold letters."""

from __future__ import annotations

from typing import Any, Optional

from sqlalchemy import MetaData, String, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field

from sqlmodel_framework import MergeResult, ReferenceTable, merge

OWN = MetaData()


class Citext(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "citext"


class Folded(ReferenceTable, table=True):
    metadata = OWN
    folded_id: int
    by_type: Optional[str] = Field(default=None, sa_type=Citext)
    by_collation: Optional[str] = Field(default=None, sa_type=String(collation="folding"))


def test_a_change_of_case_is_a_change(engine: Engine, schema: str) -> None:
    c = Folded.__table__.c
    with engine.connect() as connection:
        transaction = connection.begin()
        # In a transaction that is rolled back: a database has an extension once.
        connection.execute(text(f"CREATE EXTENSION citext SCHEMA {schema}"))
        connection.execute(
            text("CREATE COLLATION folding (provider=icu, locale='und-u-ks-level2', deterministic=false)")
        )
        OWN.create_all(connection)
        row = {"folded_id": 1, "by_type": "ada", "by_collation": "ada"}
        assert merge(connection, Folded, [row]) == MergeResult(inserted=1)
        assert merge(connection, Folded, [row]) == MergeResult(unchanged=1)
        for name in ("by_type", "by_collation"):
            row[name] = "Ada"
            assert merge(connection, Folded, [row]) == MergeResult(updated=1)
            assert connection.execute(select(c[name])).scalar() == "Ada"
        assert merge(connection, Folded, [row]) == MergeResult(unchanged=1)
        transaction.rollback()
