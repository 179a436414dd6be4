"""A shop, its tables written as SQLModel's documentation writes them."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Optional
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, DateTime, UniqueConstraint
from sqlmodel import Field, Relationship

from sqlmodel_framework import Quarantine, ReferenceTable, TransactionalTable


class Kind(str, Enum):
    home = "home"
    work = "work"


class Status(str, Enum):
    placed = "placed"
    shipped = "shipped"
    returned = "returned"


class Country(ReferenceTable, table=True):
    code: str = Field(primary_key=True, max_length=2)
    name: str


class Category(ReferenceTable, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    products: list["Product"] = Relationship(back_populates="category")


class Product(ReferenceTable, table=True):
    sku: str = Field(primary_key=True)
    name: str = Field(index=True)
    price: Decimal = Field(max_digits=10, decimal_places=2)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    category_id: Optional[int] = Field(default=None, foreign_key="category.id")
    category: Optional[Category] = Relationship(back_populates="products")


class Supplier(ReferenceTable, table=True):
    __table_args__ = (UniqueConstraint("name", "country_code"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    country_code: str = Field(foreign_key="country.code")


class Supply(ReferenceTable, table=True):
    supplier_id: int = Field(primary_key=True, foreign_key="supplier.id")
    sku: str = Field(primary_key=True, foreign_key="product.sku")
    days: int


class Shopper(ReferenceTable, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True)
    name: str
    born: Optional[date] = None
    addresses: list["Address"] = Relationship(back_populates="shopper")


class Address(ReferenceTable, table=True):
    shopper_id: UUID = Field(primary_key=True, foreign_key="shopper.id")
    kind: Kind = Field(primary_key=True)
    street: str
    country_code: str = Field(foreign_key="country.code")
    shopper: Optional[Shopper] = Relationship(back_populates="addresses")


class Purchase(TransactionalTable, table=True):
    id: int = Field(primary_key=True)
    shopper_id: UUID = Field(foreign_key="shopper.id")
    placed_at: datetime = Field(sa_type=DateTime(timezone=True))
    status: Status = Status.placed


class PurchaseLine(TransactionalTable, table=True):
    purchase_id: int = Field(primary_key=True, foreign_key="purchase.id")
    line: int = Field(primary_key=True)
    sku: str = Field(foreign_key="product.sku")
    quantity: int
    price: Decimal = Field(max_digits=10, decimal_places=2)


class Payment(TransactionalTable, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    purchase_id: int = Field(foreign_key="purchase.id")
    amount: Decimal = Field(max_digits=10, decimal_places=2)
    paid_at: Optional[datetime] = None


class Refused(Quarantine, table=True):
    pass


MODELS = [
    Country,
    Category,
    Product,
    Supplier,
    Supply,
    Shopper,
    Address,
    Purchase,
    PurchaseLine,
    Payment,
    Refused,
]
