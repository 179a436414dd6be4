"""The tables: one reference and one transactional table to start from. History comes by itself.

This is a module of its own, imported inside the tasks: a DAG file is read again and again, a table may be
defined only once in a process, and reading stays fast without SQLModel.
"""

from datetime import date
from decimal import Decimal

from sqlmodel import Field

from sqlmodel_framework import ReferenceTable, TransactionalTable

SCHEMA = "{{ cookiecutter.__package }}"


class Customer(ReferenceTable, table=True):
    """Changes slowly; a customer who leaves the source is inactivated, not deleted."""

    __table_args__ = {"schema": SCHEMA}

    customer_id: int
    name: str
    segment: str


class Purchase(TransactionalTable, table=True):
    """Happens once; a correction keeps the earlier version in the history."""

    __table_args__ = {"schema": SCHEMA}

    purchase_id: int
    customer_id: int
    purchased_on: date
    amount: Decimal = Field(max_digits=12, decimal_places=2)


#: What the DAG deploys: a new table is added here.
TABLES = [Customer, Purchase]
