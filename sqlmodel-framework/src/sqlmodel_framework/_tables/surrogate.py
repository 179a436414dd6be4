"""A key without a meaning, beside the one that has one."""

from __future__ import annotations

from typing import Optional

from sqlmodel import Field

from .._columns import SurrogateNumber
from .meta import FrameworkModel


class SurrogateKey(FrameworkModel):
    """Adds ``surrogate_key``: ``class Product(SurrogateKey, ReferenceTable, table=True)``.

    A number that the database gives to each new row (an identity that nobody else can set), unique, and
    the same for all versions of the row. Other tables may refer to it by a foreign key. :func:`merge`
    still finds rows by the table's own key.
    """

    surrogate_key: Optional[int] = Field(default=None, sa_type=SurrogateNumber, nullable=False, unique=True)
