"""Reading, deploying and forgetting, for type checkers: every line with WRONG must be an error, and no other.

mypy is asked by test_calls.py; pyright by `make lint`, to which an ignored line without an error is one.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session, select

from sqlmodel_framework import (
    History,
    ReferenceTable,
    actor,
    as_of,
    audit,
    batch,
    between,
    changed_since,
    check_mark,
    ddl,
    deploy,
    drop,
    effective_at,
    erase,
    plan,
    postgres_engine,
    purge,
    track,
    tracked,
    watermark,
)

NOW = datetime.now(timezone.utc)


class Customer(ReferenceTable, table=True):
    customer_id: int
    name: str


def right(conn: Connection, session: Session, engine: Engine, table: Table, at: Any) -> None:
    past, spans = as_of(Customer, NOW), between(table, NOW, at)
    print(select(past.name), spans.c.name, as_of(table, at).c.name, as_of(Customer, snapshot="1:1:").name)
    print(session.exec(select(past)), audit(Customer, key=1), audit(table, key=("a", NOW)))
    actor(conn, "user:5")
    batch(session, None)
    check_mark(session, watermark(conn))
    print(changed_since(Customer, 5), effective_at(Customer, NOW), effective_at(spans, NOW), tracked(table))
    print(plan(engine, [Customer]), deploy(conn, [Customer, table]), ddl([Customer], dialect="mssql"))
    drop(engine, (Customer,))
    print(purge(engine, Customer) + erase(session, Customer, {"customer_id": 1}))
    print(
        track(table, options=History(protect="trigger")),
        postgres_engine("h", "d", user="u", driver="psycopg"),
    )


def wrong(conn: Connection, engine: Engine) -> None:
    as_of(NOW, Customer)  # pyright: ignore # WRONG
    as_of(Customer)  # pyright: ignore # WRONG
    as_of(Customer, "2024-01-01")  # pyright: ignore # WRONG
    as_of(Customer, NOW, snapshot="1:1:")  # pyright: ignore # WRONG
    as_of(int, NOW)  # pyright: ignore # WRONG
    between(Customer, NOW)  # pyright: ignore # WRONG
    between(Customer, NOW, 5)  # pyright: ignore # WRONG
    audit(Customer(customer_id=1, name="a"), key=1)  # pyright: ignore # WRONG
    audit(Customer, 1)  # pyright: ignore # WRONG
    actor("user:5", conn)  # pyright: ignore # WRONG
    actor(engine, "user:5")  # pyright: ignore # WRONG
    actor(conn, 5)  # pyright: ignore # WRONG
    batch(conn, 5)  # pyright: ignore # WRONG
    watermark(engine)  # pyright: ignore # WRONG
    check_mark(engine, 5)  # pyright: ignore # WRONG
    changed_since(5, Customer)  # pyright: ignore # WRONG
    effective_at(NOW, Customer)  # pyright: ignore # WRONG
    tracked(5)  # pyright: ignore # WRONG
    plan([Customer], engine)  # pyright: ignore # WRONG
    deploy(engine, Customer)  # pyright: ignore # WRONG
    deploy(engine, ["Customer"])  # pyright: ignore # WRONG
    ddl([Customer], dialect="oracle")  # pyright: ignore # WRONG
    drop(Customer, engine)  # pyright: ignore # WRONG
    purge(conn, Customer)  # pyright: ignore # WRONG
    erase(Customer, conn, 1)  # pyright: ignore # WRONG
    erase(engine, Customer, 1)  # pyright: ignore # WRONG
    History(protect="triggers")  # pyright: ignore # WRONG
    History(retention=5)  # pyright: ignore # WRONG
    postgres_engine("h", "d", user="u", driver="asyncpg")  # pyright: ignore # WRONG
