"""The tables: what was delivered, what it means, and what was refused. History comes by itself.

This is a module of its own, imported inside the tasks: a DAG file is read again and again, a table may be
defined only once in a process, and reading stays fast without SQLModel.
"""

from datetime import datetime
from decimal import Decimal
from typing import Optional

from sqlalchemy import DateTime, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field
from sqlmodel_framework import BronzeTable, Quarantine, ReferenceTable, TransactionalTable

SCHEMA = "pagila"
_HERE = {"schema": SCHEMA}


class RawRental(BronzeTable, table=True):
    """A line of a day's file of rentals, as it was delivered."""

    __table_args__ = _HERE
    rental_id: Optional[str] = None
    rental_date: Optional[str] = None
    inventory_id: Optional[str] = None
    customer_id: Optional[str] = None
    return_date: Optional[str] = None


class RawPayment(BronzeTable, table=True):
    """A line of a day's file of payments, as it was delivered."""

    __table_args__ = _HERE
    payment_id: Optional[str] = None
    customer_id: Optional[str] = None
    rental_id: Optional[str] = None
    amount: Optional[str] = None
    payment_date: Optional[str] = None


class Film(ReferenceTable, table=True):
    """What a rental costs, and for how many days."""

    __table_args__ = _HERE
    film_id: int
    title: str
    rental_rate: Decimal = Field(max_digits=4, decimal_places=2)
    rental_duration: int


class Inventory(ReferenceTable, table=True):
    """One copy of a film."""

    __table_args__ = _HERE
    inventory_id: int
    film_id: int = Field(foreign_key="pagila.film.film_id")
    store_id: int


class Customer(ReferenceTable, table=True):
    """A customer who leaves the source is inactivated, not deleted."""

    __table_args__ = _HERE
    customer_id: int
    first_name: str
    last_name: str
    email: Optional[str] = None


class Rental(TransactionalTable, table=True):
    """A copy in a customer's hands. The return comes days later, and the rental as it was goes to the history.

    The source's clock has no zone: `DateTime` keeps it so, on every SQLModel.
    """

    __table_args__ = (UniqueConstraint("rental_id", "customer_id"), _HERE)
    rental_id: int
    rental_date: datetime = Field(sa_type=DateTime)
    inventory_id: int = Field(foreign_key="pagila.inventory.inventory_id")
    customer_id: int = Field(foreign_key="pagila.customer.customer_id")
    return_date: Optional[datetime] = Field(default=None, sa_type=DateTime)


class Payment(TransactionalTable, table=True):
    """A payment belongs to a rental of the same customer, and a rental is paid once: the database says so."""

    __table_args__ = (
        ForeignKeyConstraint(["rental_id", "customer_id"], ["pagila.rental.rental_id", "pagila.rental.customer_id"]),
        UniqueConstraint("rental_id"),
        _HERE,
    )
    payment_id: int
    customer_id: int
    rental_id: int
    amount: Decimal = Field(max_digits=5, decimal_places=2)
    payment_date: datetime = Field(sa_type=DateTime)


class Refused(Quarantine, table=True):
    """Rows that a table refused, each with the reason."""

    __table_args__ = _HERE


#: What the DAG deploys: a new table is added here.
TABLES = [RawRental, RawPayment, Film, Inventory, Customer, Rental, Payment, Refused]
