"""Cuts the source into what a nightly export would have delivered: one delivery for each day with an event."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pagila.source import COLUMNS, Row, Source


@dataclass(frozen=True)
class Delivery:
    """A day (2005-05-24), and its two files."""

    day: str
    rental: bytes
    payment: bytes


def deliveries(source: Source) -> Iterator[Delivery]:
    """Every delivery, in order of the days.

    A rental is delivered in the evening of its day, still without a return; on the day of its return it is delivered
    again. A payment is delivered on its day.
    """
    rentals: dict[str, list[Row]] = {}
    payments: dict[str, list[Row]] = {}
    for rental in source.rows("rental"):
        rented, returned = _day(rental["rental_date"]), _day(rental["return_date"])
        if returned is not None and returned > (rented or ""):
            rentals.setdefault(returned, []).append(rental)
            rental = {**rental, "return_date": None}
        if rented is not None:
            rentals.setdefault(rented, []).append(rental)
    for payment in source.rows("payment"):
        if (paid := _day(payment["payment_date"])) is not None:
            payments.setdefault(paid, []).append(payment)
    for day in sorted(rentals.keys() | payments.keys()):
        yield Delivery(day, _csv("rental", rentals.get(day, ())), _csv("payment", payments.get(day, ())))


def _day(moment: str | None) -> str | None:
    return moment[:10] if moment else None


def _csv(name: str, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[name], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
