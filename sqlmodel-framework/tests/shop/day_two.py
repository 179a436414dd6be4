"""The shop's second day: a model has got a field, prices changed, and the past is asked about."""

import os
from datetime import datetime, timezone
from decimal import Decimal

import pandas as pd
from sqlmodel import Session, create_engine, func, select

from models import MODELS, Category, Product, Purchase, PurchaseLine, Shopper, Status
from sqlmodel_framework import actor, as_of, audit, between, deploy, erase, merge, plan

engine = create_engine(os.environ["SHOP"])
with engine.connect() as conn:
    evening = conn.exec_driver_sql("SELECT clock_timestamp()").scalar()

assert "product" in str(plan(engine, MODELS))
deploy(engine, MODELS)
assert not plan(engine, MODELS)

with Session(engine) as session:
    actor(session, "dag:prices")
    category = session.exec(select(Category.id)).one()
    prices = pd.DataFrame(
        {
            "sku": ["T1"],
            "name": ["Assam"],
            "price": [5],
            "details": [{}],
            "category_id": [category],
            "organic": [True],
        }
    )
    result = merge(session, Product, prices, batch_id="day-2", delete="inactivate")
    assert (result.updated, result.inactivated) == (1, 1), result
    session.commit()
    session.get(Purchase, 1).status = Status.shipped
    session.commit()

    # What did the order cost at the prices of that evening, and what would it cost now?
    then = as_of(Product, evening)
    cost = select(func.sum(PurchaseLine.quantity * then.price)).join(then, then.sku == PurchaseLine.sku)
    assert session.exec(cost).one() == Decimal("15.25")
    now = select(func.sum(PurchaseLine.quantity * Product.price)).join(Product)
    assert session.exec(now).one() == Decimal("16.25")

    old = session.exec(select(then).where(then.sku == "T1")).one()
    assert (old.price, old.organic, old.op) == (Decimal("4.50"), None, "U")
    assert old.sys_from < evening < old.sys_to

    # A type-2 dimension.
    v = between(Product, datetime(2020, 1, 1, tzinfo=timezone.utc), datetime.now(timezone.utc))
    versions = select(v.sku, v.price, v.sys_from, v.sys_to).order_by(v.sku, v.sys_from)
    rows = session.exec(versions).all()
    assert [(r.sku, r.price, r.sys_to is None) for r in rows] == [
        ("T1", Decimal("4.50"), False), ("T1", Decimal("5.00"), True),
        ("T2", Decimal("6.25"), False), ("T2", Decimal("6.25"), True),
    ]  # fmt: skip

    told = session.execute(audit(Product, key="T1")).all()
    assert [(r.op, r.actor, r.batch_id) for r in told] == [
        ("INSERT", None, None), ("SCHEMA", None, None), ("UPDATE", "dag:prices", "day-2"),
    ]  # fmt: skip
    assert told[-1].changes == {"price": [Decimal("4.50"), Decimal("5.00")], "organic": [None, True]}
    assert [r.batch_id for r in session.execute(audit(Purchase, key=1))] == ["day-1", None]

    # A shopper who never bought anything asks to be forgotten.
    session.add(Shopper(email="eve@example.com", name="Eve"))
    session.commit()
    eve = session.exec(select(Shopper).where(Shopper.email == "eve@example.com")).one()
    assert erase(session, Shopper, eve.id) == 1
    session.commit()
    assert session.exec(select(Shopper.name)).all() == ["Ada"]
