"""The table. It is a module of its own, imported inside the tasks: reading a DAG file stays fast without SQLModel."""

from decimal import Decimal
from typing import Optional

from sqlmodel import Field
from sqlmodel_framework import ReferenceTable


class Account(ReferenceTable, table=True):
    """An account as SQL Server has it now; what it was before is in the history."""

    __table_args__ = {"schema": "accounts"}
    account_id: int
    owner: Optional[str] = None
    balance: Decimal = Field(max_digits=9, decimal_places=2)
