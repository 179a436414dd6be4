"""Calls for type checkers: every line with WRONG must be an error, and no other.

mypy is asked by test_calls.py; pyright by `make lint`, to which an ignored line without an error is one.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from sqlalchemy import Connection, Table, select
from sqlmodel import Session

from sqlmodel_framework import BronzeTable, Quarantine, ReferenceTable, csv_rows, land, merge


class Customer(ReferenceTable, table=True):
    customer_id: int
    name: str


class Refused(Quarantine, table=True):
    pass


class Raw(BronzeTable, table=True):
    name: Optional[str] = None


def right(conn: Connection, session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    merge(conn, Customer, rows)
    merge(session, Customer, rows, batch_id="1", delete="inactivate", quarantine=Refused)
    merge(conn, table, rows, on="name", sparse=True)
    merge(conn, Customer, [Customer(customer_id=1, name="a")], on=["name"])
    merge(conn, Customer, Path("customers.csv"))
    merge(conn, Customer, csv_rows("customers.csv", null="NA"))
    merge(conn, Customer, select(Customer.__table__))  # type: ignore[attr-defined]
    land(conn, Raw, Path("customers.csv"), batch_id="1", source="mail")
    print(land(session, Raw, ["name", "Ada"], batch_id="1").rows + 1)


def wrong(conn: Connection, rows: list[dict[str, Any]]) -> None:
    merge(Customer, conn, rows)  # pyright: ignore # WRONG
    merge(conn, rows, Customer)  # pyright: ignore # WRONG
    merge(conn, Customer, 5)  # pyright: ignore # WRONG
    merge(conn, Customer, "customers.csv")  # pyright: ignore # WRONG
    merge(conn, Customer, Customer(customer_id=1, name="a"))  # pyright: ignore # WRONG
    merge(conn, Customer, [1, 2])  # pyright: ignore # WRONG
    merge(conn, Customer, {"customer_id": 1})  # pyright: ignore # WRONG
    merge(conn, Customer, rows, delete="inactive")  # pyright: ignore # WRONG
    merge(conn, Customer, rows, batch_id=5)  # pyright: ignore # WRONG
    merge(conn, Customer, rows, on=5)  # pyright: ignore # WRONG
    merge(conn, Customer, rows, sparse="yes")  # pyright: ignore # WRONG
    merge(conn, Customer, rows, quarantine=Customer)  # pyright: ignore # WRONG
    merge(conn, Customer, rows, allow_empty=None)  # pyright: ignore # WRONG
    land(conn, Customer, "customers.csv", batch_id="1")  # pyright: ignore # WRONG
    land(Raw, conn, "customers.csv", batch_id="1")  # pyright: ignore # WRONG
    land(conn, Raw, "customers.csv")  # pyright: ignore # WRONG
    land(conn, Raw, 5, batch_id="1")  # pyright: ignore # WRONG
