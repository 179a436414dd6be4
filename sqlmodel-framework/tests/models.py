"""The tables that most tests use; tables without a schema go to the test's own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Optional

from sqlalchemy import DateTime, MetaData
from sqlmodel import Field

from sqlmodel_framework import Quarantine, ReferenceTable, TransactionalTable

#: Their own, so that create_all makes these tables and none of another test's.
METADATA = MetaData()


class Customer(ReferenceTable, table=True):
    metadata = METADATA
    customer_id: int
    name: str


class Airport(ReferenceTable, table=True):
    metadata = METADATA
    faa: str = Field(primary_key=True)
    name: Optional[str] = None
    altitude: Optional[int] = None


class Reading(TransactionalTable, table=True):
    metadata = METADATA
    station: str = Field(primary_key=True, max_length=4)
    taken_at: datetime = Field(primary_key=True, sa_type=DateTime(timezone=True))
    celsius: Optional[float] = None


class Product(ReferenceTable, table=True):
    """Every kind of default."""

    metadata = METADATA
    product_id: int
    name: str
    colour: str = "pale: \\:x %s"
    price: Optional[Decimal] = Field(default=None, max_digits=8, decimal_places=2)


class Refused(Quarantine, table=True):
    metadata = METADATA
