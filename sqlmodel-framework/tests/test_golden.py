"""The DDL of each dialect, word for word; SQL Server's is read by two independent parsers of T-SQL."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Optional, cast

import pytest
import sqlglot
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Float,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    select,
    text,
)
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
    tracked,
)
from sqlmodel_framework._dialects import dialect_for

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

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
        script = (
            script.replace("DEFAULT (0)", "DEFAULT 0")
            .replace("(NULL)", "NULL")
            .replace("((abs(random())))", "(abs(random()))")
        )
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
    assert "GRANT UPDATE ([a], [b], [c], [d]" in script  # not of the identity
    is_t_sql(script)


def test_sql_servers_types_keep_what_python_gives() -> None:
    types = {
        "DATE": Date(), "TIME": Time(), "DATETIME2(7)": DateTime(), "DATETIMEOFFSET": DateTime(timezone=True),
        "NUMERIC(38, 18)": Numeric(), "NUMERIC(12, 2)": Numeric(12, 2), "NUMERIC(9, 0)": Numeric(9),
        "FLOAT": Float(), "BIT": Boolean(), "BIGINT": BigInteger(), "VARBINARY(max)": LargeBinary(),
        "NVARCHAR(max)": JSON(),
    }  # fmt: skip
    columns = [Column(f"c{i}", type_) for i, type_ in enumerate(types.values())]
    table = Table("golden_types", MetaData(), Column("id", Integer, primary_key=True), *columns)
    track(table)
    script = ddl([table], dialect="mssql")
    assert re.findall(r"\n  c\d+ (.*) NULL,", script) == list(types)
    is_t_sql(script)


def test_sql_server_drops_what_it_versions() -> None:
    dialect, nowhere = dialect_for("mssql"), cast("Connection", None)
    (off,) = dialect.before_drop(tracked(GoldenSale))
    assert off.endswith("ALTER TABLE [silver].[golden_sale] SET (SYSTEM_VERSIONING = OFF)")
    (keys,) = dialect.drop_foreign_keys(nowhere, tracked(GoldenSale).table.foreign_key_constraints)
    assert "OBJECT_ID(N'[silver].[golden_country]')" in keys
    for batch in (off, keys):
        is_t_sql(f"{batch};\n")


def test_sql_servers_text_is_t_sql() -> None:
    script = (GOLDEN / "mssql.sql").read_text()
    assert is_t_sql(script) == script.count(";\n")


def is_t_sql(script: str) -> int:
    """Both parsers read it whole; gives the number of statements."""
    parsed = sqlglot.parse(script, read="tsql", error_level=sqlglot.ErrorLevel.RAISE)
    tree = Linter(dialect="tsql").parse_string(script)
    assert [str(v) for v in tree.violations] == []
    assert tree.tree is not None and "unparsable" not in tree.tree.type_set()
    return len([s for s in parsed if s is not None])


def test_sql_server_reads_the_past_by_the_same_select() -> None:
    from datetime import datetime, timezone

    query = select(as_of(GoldenCountry, datetime(2013, 1, 1, tzinfo=timezone.utc)))
    sql = str(query.compile(dialect=mssql.dialect()))
    assert "FROM silver.golden_country_history" in sql
    is_t_sql(re.sub(r":\w+", "@at", sql))
