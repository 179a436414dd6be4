"""The shop's first day: the tables are made and loaded, from objects, CSV, data frames and records."""

import os
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
from sqlmodel import Session, create_engine, select

from models import (
    MODELS,
    Address,
    Category,
    Country,
    Kind,
    Payment,
    Product,
    Purchase,
    PurchaseLine,
    Refused,
    Shopper,
    Supplier,
    Supply,
)
from sqlmodel_framework import actor, deploy, merge, plan

engine = create_engine(os.environ["SHOP"])
deploy(engine, MODELS)
assert not plan(engine, MODELS)

# Objects, as with any SQLModel class.
with Session(engine) as session:
    tea = Category(name="tea", products=[Product(sku="T1", name="Assam", price=Decimal("4.50"))])
    ada = Shopper(email="ada@example.com", name="Ada", born=date(1815, 12, 10))
    session.add(tea)
    session.add(ada)
    session.commit()
    assert tea.id is not None and tea.products[0].category_id == tea.id
    assert tea.created_at is not None and tea.batch_id is None
    category, shopper = tea.id, ada.id

# A CSV file.
countries = Path("countries.csv")
countries.write_text("code,name\nGB,United Kingdom\nIN,India\nXX\n")
with engine.begin() as conn:
    actor(conn, "dag:countries")
    result = merge(conn, Country, countries, batch_id="day-1", quarantine=Refused)
    assert (result.inserted, result.rejected) == (2, 1), result

# A data frame of pandas, and one of polars.
products = pd.DataFrame(
    {
        "sku": ["T1", "T2", "T3"],
        "name": ["Assam", "Darjeeling", "Ceylon"],
        "price": ["4.50", "6.25", "not for sale"],
        "details": [{}, {"leaf": "whole", "grams": [50, 100]}, {}],
        "category_id": [category] * 3,
    }
)
with Session(engine) as session:
    result = merge(session, Product, products, batch_id="day-1", quarantine=Refused)
    session.commit()
    assert (result.inserted, result.unchanged, result.rejected) == (1, 1, 1), result
    assert session.get(Product, "T2").details["grams"] == [50, 100]
    garden = [{"name": "Garden", "country_code": "IN"}]
    for count in (1, 0):  # by a unique key, since only the database gives the other
        assert merge(session, Supplier, garden, on=("name", "country_code")).inserted == count
    session.commit()
    supplier = session.exec(select(Supplier.id)).one()
with engine.begin() as conn:
    supplies = pl.DataFrame({"supplier_id": [supplier, supplier], "sku": ["T1", "T2"], "days": [14, 21]})
    assert merge(conn, Supply, supplies, batch_id="day-1").inserted == 2

# Records, and objects that nobody has added to a session.
with engine.begin() as conn:
    home = Address(shopper_id=shopper, kind=Kind.home, street="St James's Square", country_code="GB")
    assert merge(conn, Address, [home], batch_id="day-1").inserted == 1
    placed = [
        {
            "id": 1,
            "shopper_id": str(shopper),
            "placed_at": "2025-03-01T09:30:00+00:00",
            "status": "placed",
        }
    ]
    assert merge(conn, Purchase, placed, batch_id="day-1").inserted == 1
    lines = [
        {"purchase_id": 1, "line": 1, "sku": "T1", "quantity": 2, "price": "4.50"},
        {"purchase_id": 1, "line": 2, "sku": "T2", "quantity": 1, "price": "6.25"},
    ]
    assert merge(conn, PurchaseLine, lines, batch_id="day-1").inserted == 2
with Session(engine) as session:
    session.add(Payment(purchase_id=1, amount=Decimal("15.25"), paid_at=datetime.now(timezone.utc)))
    session.commit()
    reasons = session.exec(select(Refused.reason)).all()
    assert len(reasons) == 2, reasons
