"""Proves the load: every cent that was delivered is loaded or refused, and every payment is what its rental cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from pagila.errors import PagilaError
from pagila.models import Film, Inventory, Payment, RawPayment, Refused, Rental

#: For each calendar day beyond the film's days.
LATE_FEE = Decimal("1.00")


@dataclass(frozen=True)
class Revenue:
    """What a month's payments came to."""

    month: str
    delivered: Decimal
    loaded: Decimal
    refused: Decimal

    @property
    def ok(self) -> bool:
        return self.delivered == self.loaded + self.refused

    def document(self) -> dict[str, str]:
        return {"delivered": str(self.delivered), "loaded": str(self.loaded), "refused": str(self.refused)}


def revenue(connection: Connection) -> list[Revenue]:
    """By month of the payment: what bronze has, what the table has, what the quarantine has."""
    bronze = connection.execute(select(RawPayment.payment_date, RawPayment.amount))
    table = connection.execute(select(Payment.payment_date, Payment.amount))
    rows = select(Refused.source_row).where(Refused.model == str(Payment.__table__))
    quarantine = [(row["payment_date"], row["amount"]) for row in connection.execute(rows).scalars()]
    sums = [_by_month(found) for found in (bronze, table, quarantine)]
    return [Revenue(month, *(one[month] for one in sums)) for month in sorted(set().union(*sums))]


def _by_month(payments: Iterable[Any]) -> Counter[str]:
    sums: Any = Counter()
    for paid, amount in payments:
        with suppress(InvalidOperation):  # no amount: a line that does not fit, or a refused one
            # The quarantine's JSON gives a float: as text it is exact again.
            sums[str(paid)[:7]] += Decimal(str(amount))
    return sums  # type: ignore[no-any-return]


def due(rate: Decimal, days: int, rented: datetime, returned: datetime) -> Decimal:
    """What a rental costs: the film's rate, and one for each day late."""
    return rate + LATE_FEE * max(0, (returned.date() - rented.date()).days - days)


@dataclass(frozen=True)
class Rule:
    """How many payments of returned rentals are what their rental cost, and the ids of those that are not."""

    checked: int
    broken: list[int]


def rule(connection: Connection) -> Rule:
    """Compare each payment with its rental and film."""
    query = (
        select(Payment.payment_id, Payment.amount, Film.rental_rate, Film.rental_duration)
        .add_columns(Rental.rental_date, Rental.return_date)
        .join(Rental, Rental.rental_id == Payment.rental_id)
        .join(Inventory, Inventory.inventory_id == Rental.inventory_id)
        .join(Film, Film.film_id == Inventory.film_id)
        .where(Rental.return_date.is_not(None))
        .order_by(Payment.payment_id)
    )
    found = connection.execute(query).all()
    return Rule(len(found), [key for key, amount, *cost in found if due(*cost) != amount])


def require(engine: Engine) -> dict[str, dict[str, str]]:
    """Month -> what was delivered, loaded and refused, when everything fits.

    Raises:
        PagilaError: PAG-PRF-001 when a month's payments do not add up, PAG-PRF-002 when payments differ from the rule.
    """
    with engine.connect() as connection:
        months, checked = revenue(connection), rule(connection)
    for month in months:
        if not month.ok:
            said = ", ".join(f"{name} {amount}" for name, amount in month.document().items())
            raise PagilaError(
                "PAG-PRF-001",
                f"The payments of {month.month} do not add up: {said}.",
                "somebody changed a table by hand: the framework's audit(Payment, key=...) tells who.",
            )
    if checked.broken:
        first = ", ".join(map(str, checked.broken[:5]))
        raise PagilaError(
            "PAG-PRF-002",
            f"{len(checked.broken)} payments are not the rate and {LATE_FEE} a day late, the first {first}.",
            "compare them with film and rental in the source: a price that changed, or a payment of another rental.",
        )
    return {month.month: month.document() for month in months}
