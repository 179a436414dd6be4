"""Loads the warehouse: the three reference tables as the source has them now, and each new day's delivery."""

from __future__ import annotations

from sqlalchemy import select, union
from sqlalchemy.engine import Connection, Engine
from sqlmodel_framework import BronzeTable, MergeResult, actor, land, merge

from pagila import models
from pagila.delivery import Delivery, deliveries
from pagila.source import Source

REFERENCES = {"film": models.Film, "inventory": models.Inventory, "customer": models.Customer}


def references(engine: Engine, source: Source, who: str, batch_id: str) -> dict[str, MergeResult]:
    """Films, copies and customers in one transaction. What the source has no more is inactivated."""
    with engine.begin() as connection:
        actor(connection, who)
        return {
            name: merge(connection, model, source.rows(name), batch_id=batch_id, delete="inactivate")
            for name, model in REFERENCES.items()
        }


def days(engine: Engine, source: Source, who: str, until: str | None = None) -> dict[str, dict[str, int]]:
    """The deliveries that the warehouse lacks, up to the day `until`; returns what each did.

    A day is one transaction: a task that was killed goes on where it stopped.
    """
    with engine.connect() as connection:
        known = loaded(connection)
    done = {}
    for delivery in deliveries(source):
        if delivery.day not in known and (until is None or delivery.day <= until):
            with engine.begin() as connection:
                actor(connection, who)
                done[delivery.day] = day(connection, delivery)
    return done


def loaded(connection: Connection) -> set[str]:
    """The days that bronze has."""
    raw = union(select(models.RawRental.batch_id), select(models.RawPayment.batch_id))
    return set(connection.execute(raw).scalars())


def day(connection: Connection, delivery: Delivery) -> dict[str, int]:
    """One delivery: keep its lines, then merge what they say. What a table refuses goes to the quarantine."""
    land(connection, models.RawRental, delivery.rental, batch_id=delivery.day, source="rental.csv")
    land(connection, models.RawPayment, delivery.payment, batch_id=delivery.day, source="payment.csv")
    rentals = _merge(connection, models.Rental, models.RawRental, delivery.day)
    payments = _merge(connection, models.Payment, models.RawPayment, delivery.day)
    return {
        "rented": rentals.inserted,
        "returned": rentals.updated,
        "paid": payments.inserted,
        "refused": rentals.rejected + payments.rejected,
    }


def _merge(connection: Connection, model: type, raw: type[BronzeTable], batch_id: str) -> MergeResult:
    """Give bronze's text its types: a select, so that no row leaves the database."""
    bronze = raw.__table__
    own = [column for column in bronze.c if column.key not in BronzeTable.__annotations__]
    lines = select(*own).where(bronze.c.batch_id == batch_id, bronze.c.raw_line.is_(None))
    return merge(connection, model, lines, batch_id=batch_id, quarantine=models.Refused)
