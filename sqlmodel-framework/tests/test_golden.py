"""The DDL of each dialect, word for word; SQL Server's is read by two independent parsers of T-SQL."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Optional

import pytest
import sqlglot
from sqlalchemy import Computed
from sqlalchemy.dialects import mssql
from sqlfluff.core import Linter
from sqlmodel import Field

from sqlmodel_framework import (
    History,
    Quarantine,
    ReferenceTable,
    SurrogateKey,
    TemporalTable,
    TransactionalTable,
    as_of,
    ddl,
)

GOLDEN = Path(__file__).parent / "golden"


class GoldenCountry(ReferenceTable, table=True):
    __table_args__ = {"schema": "silver"}
    code: str = Field(primary_key=True, max_length=2)
    name: str = Field(index=True)
    map: Optional[bytes] = None
    __history__ = History(without=["map"])


class GoldenSale(TransactionalTable, table=True):
    __table_args__ = {"schema": "silver"}
    order: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    country: str = Field(foreign_key="silver.golden_country.code", max_length=2)
    price: Decimal = Field(max_digits=12, decimal_places=2)
    doubled: Optional[int] = Field(default=None, sa_column_args=[Computed("line * 2", persisted=True)])


class GoldenRefused(Quarantine, table=True):
    __table_args__ = {"schema": "silver"}


class GoldenPart(SurrogateKey, ReferenceTable, table=True):
    golden_part_id: str
    size: Optional[float] = None


class GoldenPrice(TemporalTable, table=True):
    golden_price_id: int
    part: int = Field(foreign_key="golden_part.surrogate_key")
    cents: int


#: Without a schema of their own, so that SQLite takes them too.
PLAIN = [GoldenPart, GoldenPrice]
MODELS = [GoldenCountry, GoldenSale, GoldenRefused, *PLAIN]


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mssql"])
def test_the_text_is_as_it_was_read(dialect: str) -> None:
    models = MODELS if dialect != "sqlite" else PLAIN
    script = ddl(models, dialect=dialect, writer="loader", reader="analyst")
    if dialect == "sqlite":  # SQLAlchemy 1.4 writes one pair of brackets more
        script = script.replace("((strftime", "(strftime").replace("'000'))", "'000')")
        script = script.replace("DEFAULT (0)", "DEFAULT 0").replace("((abs(random())))", "(abs(random()))")
    path = GOLDEN / f"{dialect}.sql"
    if os.environ.get("SQLMODEL_FRAMEWORK_GOLDEN") == "write":
        path.write_text(script)
    assert script == path.read_text()


def test_sql_servers_text_is_t_sql() -> None:
    script = (GOLDEN / "mssql.sql").read_text()
    parsed = sqlglot.parse(script, read="tsql", error_level=sqlglot.ErrorLevel.RAISE)
    assert len([s for s in parsed if s is not None]) == script.count(";\n")
    tree = Linter(dialect="tsql").parse_string(script)
    assert [str(v) for v in tree.violations] == []
    assert tree.tree is not None and "unparsable" not in tree.tree.type_set()


def test_sql_server_reads_the_past_by_the_same_select() -> None:
    from datetime import datetime, timezone

    query = as_of(GoldenCountry, datetime(2013, 1, 1, tzinfo=timezone.utc))
    sql = str(query.compile(dialect=mssql.dialect()))
    assert "FROM silver.golden_country_history" in sql
    sqlglot.parse_one(sql.replace("%(", ":").replace(")s", ""), read="tsql")
