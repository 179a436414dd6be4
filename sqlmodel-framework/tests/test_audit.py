"""What an audit says of values: the same on both databases, and exact."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Engine

from sqlmodel_framework import NaiveTimestampError, actor, audit, deploy, merge, track

from .models import Reading
from .sql import execute

METADATA = MetaData()
NAMES = [f'it\'s "{i}" :x' for i in range(120)]
LEDGER = Table(
    "ledger", METADATA, Column("id", Integer, primary_key=True), Column("amount", Numeric(20, 2)),
    Column("any_amount", Numeric), Column("ratio", Float), Column("paid", Boolean),
    Column("document", JSON), Column("octets", LargeBinary),
)  # fmt: skip
WIDE = Table(
    "wide", METADATA, Column("id", Integer, primary_key=True), *[Column(n, String) for n in NAMES]
)  # fmt: skip
for each in (LEDGER, WIDE):
    track(each)


def changes(engine: Engine, table: Table, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Of the rows merged one after the other, all with the key 1."""
    table.metadata.create_all(engine)
    for row in rows:
        with engine.begin() as connection:
            merge(connection, table, [{"id": 1, **row}])
    with engine.connect() as connection:
        found = connection.execute(audit(table, key=1))
        return [{k: v for k, v in row.changes.items() if k != "id"} for row in found]


def test_values_keep_their_types_and_digits(any_engine: Engine) -> None:
    first = {
        "amount": Decimal("1.10"), "any_amount": Decimal("2.5"), "ratio": 0.1, "paid": False,
        "document": {"a": [1, None, 0.5, True], "b": {"c": None}}, "octets": b"\0\xff",
    }  # fmt: skip
    second = {
        "amount": Decimal(5), "any_amount": Decimal(7), "ratio": 0.1 + 2e-17, "paid": True,
        "document": {"a": None}, "octets": None,
    }  # fmt: skip
    made, changed = changes(any_engine, LEDGER, first, second)
    assert made == {**{name: [None, value] for name, value in first.items()}, "octets": [None, "\\x00ff"]}
    assert str(made["amount"][1]) == "1.10" and type(made["ratio"][1]) is float
    assert changed == {**{n: [first[n], second[n]] for n in first}, "octets": ["\\x00ff", None]}
    assert str(changed["amount"][1]) == "5.00" and type(changed["any_amount"][1]) is Decimal
    assert changed["paid"][1] is True


def test_a_wide_row_and_a_value_that_goes(any_engine: Engine) -> None:
    row = dict.fromkeys(NAMES, "x")
    assert changes(any_engine, WIDE, row, {**row, NAMES[0]: None, NAMES[60]: None, NAMES[119]: "y"}) == [
        {name: [None, "x"] for name in NAMES},
        {NAMES[0]: ["x", None], NAMES[60]: ["x", None], NAMES[119]: ["x", "y"]},
    ]


MONEY = Table(
    "money", MetaData(), Column("id", Integer, primary_key=True), Column("amount", Numeric(20, 2)),
    Column("several", ARRAY(Numeric)), Column("ratio", Float),
)  # fmt: skip
track(MONEY)


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_amounts_do_not_go_through_floats(engine: Engine, schema: str, driver: str) -> None:
    from sqlalchemy import __version__
    from sqlmodel import create_engine

    name = "psycopg2" if __version__ < "2" else driver  # SQLAlchemy 1.4 knows no psycopg 3
    options = {"options": f"-csearch_path={schema}"}
    own = create_engine(engine.url.set(drivername=f"postgresql+{name}"), connect_args=options)
    before, after = Decimal("123456789012345678.89"), Decimal("123456789012345678.91")
    rows = ({"amount": before, "several": [before, None]}, {"amount": after, "several": [after, Decimal(1)]})
    _, changed = changes(own, MONEY, *rows)
    assert changed == {"amount": [before, after], "several": [[before, None], [after, Decimal(1)]]}
    with own.begin() as connection:
        connection.execute(text("UPDATE money SET amount = 'NaN', ratio = '-Infinity'"))
        told = audit(MONEY, key=1).subquery()
        *_, last = connection.execute(select(told.c.changes).order_by(told.c.changed_at)).scalars()
        assert str(last["amount"]) == "[Decimal('123456789012345678.91'), Decimal('NaN')]"
        assert last["ratio"] == [None, float("-inf")]
        amount = told.c.changes["amount"]
        parts = select(amount, amount[0].as_string(), told.c.changes.cast(Text))
        part, plain, whole = connection.execute(parts.order_by(told.c.changed_at).offset(1).limit(1)).one()
        assert (part, plain) == ([before, after], "123456789012345678.89")
        assert '"amount": [123456789012345678.89, 123456789012345678.91]' in whole
    own.dispose()


ACCOUNT = Table("account", MetaData(), Column("id", Integer, primary_key=True), Column("name", String))
track(ACCOUNT)


def ops(engine: Engine, key: int) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        found = connection.execute(audit(ACCOUNT, key=key)).all()
        return [(row.op, row.actor) for row in found]


def test_a_row_that_was_there_before_its_history_was_found(engine: Engine) -> None:
    execute(
        engine, "CREATE TABLE account (id int PRIMARY KEY, name varchar)", "INSERT INTO account VALUES (1)"
    )
    deploy(engine, [ACCOUNT])
    execute(engine, "UPDATE account SET name = 'b'")
    assert ops(engine, 1) == [("FOUND", None), ("UPDATE", None)]


def test_how_a_key_came_to_be_there(any_engine: Engine) -> None:
    ACCOUNT.metadata.create_all(any_engine)
    steps = {
        "made": "INSERT INTO account (id, name) VALUES (1, 'a')",
        "moved": "UPDATE account SET id = 2",
        "dated": "INSERT INTO account (id, systime) VALUES (3, '2020-01-01 00:00:00.000000')",
    }
    for who, statement in steps.items():
        time.sleep(0.01)  # SQLite's clock counts milliseconds
        with any_engine.begin() as connection:
            actor(connection, who)
            connection.execute(text(statement))
    assert ops(any_engine, 1) == [("INSERT", "made"), ("REKEY", "moved")]
    assert ops(any_engine, 2) == [("REKEY", "moved")]
    assert ops(any_engine, 3) == [("INSERT", "dated")]


def test_a_key_deleted_and_inserted_in_one_instant(engine: Engine) -> None:
    deploy(engine, [ACCOUNT])
    insert = "INSERT INTO account VALUES (1)"
    execute(engine, insert)
    execute(engine, f"DO $$ BEGIN DELETE FROM account; {insert}; DELETE FROM account; {insert}; END $$")
    assert [op for op, _ in ops(engine, 1)] == ["INSERT", "DELETE", "INSERT", "DELETE", "INSERT"]


def test_an_instant_of_a_key_needs_a_zone() -> None:
    for key in (("A", datetime(2020, 1, 1)), {"station": "A", "taken_at": date(2020, 1, 1)}):
        with pytest.raises(NaiveTimestampError, match="taken_at 2020-01-01"):
            audit(Reading, key=key)
