"""The DDL of each dialect, word for word; SQL Server's is read by two independent parsers of T-SQL."""

from __future__ import annotations

import os
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Optional

import pytest
import sqlglot
from sqlalchemy import Column, Computed, Identity, Integer, MetaData, String, Table, text
from sqlalchemy import Enum as SqlEnum
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
    track,
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


def test_sql_servers_texts_are_unicode() -> None:
    class GoldenKind(Enum):
        NEW = 1

    table = Table(
        "golden_texts", MetaData(), Column("id", Integer, Identity(), primary_key=True),
        Column("a", String, server_default="ż'x"),
        Column("b", String(5), server_default=text("suser_name()")),
        Column("c", SqlEnum(GoldenKind), server_default="NEW"),
        Column("d", String(9, collation="Polish_CI_AS")),
        Column("e", String, Computed("a + b", persisted=True)),
    )  # fmt: skip
    track(table)
    script = ddl([table], dialect="mssql", writer="loader")
    for line in (
        "[a] NVARCHAR(MAX) NULL DEFAULT N'ż''x'", "[b] NVARCHAR(5) NULL DEFAULT suser_name()",
        "[c] NVARCHAR(3) NULL DEFAULT N'NEW'", "[d] NVARCHAR(9) COLLATE Polish_CI_AS NULL",
        "e AS (a + b) PERSISTED",
    ):  # fmt: skip
        assert f"\n  {line},\n" in script
    assert "GRANT UPDATE ([a], [b], [c], [d], [batch_id])" in script  # not of the identity
    assert sqlglot.parse(script, read="tsql", error_level=sqlglot.ErrorLevel.RAISE)
    assert [str(v) for v in Linter(dialect="tsql").parse_string(script).violations] == []


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
