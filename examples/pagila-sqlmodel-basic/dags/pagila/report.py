"""What the warehouse holds, read back from it: ``python -m pagila.report``."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlmodel_framework import as_of, audit, between

from pagila import load, proof
from pagila.dimension import ALWAYS
from pagila.models import Payment, Refused, Rental


def evening(connection: Connection, day: str) -> datetime | None:
    """The instant at which the warehouse had all deliveries up to a day; None before the first."""
    v = between(Rental, *ALWAYS)
    found: datetime | None = connection.execute(select(func.max(v.sys_from)).where(v.batch_id <= day)).scalar()
    return found


def out(connection: Connection, day: str) -> int:
    """The rentals that were out on the evening of a day: the table as it was then, not the rows of today."""
    if (instant := evening(connection, day)) is None:
        return 0
    then = as_of(Rental, instant)
    query = select(func.count()).select_from(then).where(then.return_date.is_(None))
    return int(connection.execute(query).scalar_one())


def month_ends(days: list[str]) -> list[str]:
    """The last day of each month in which something was delivered."""
    months = sorted({day[:7] for day in days})
    nexts = [(datetime.strptime(month, "%Y-%m") + timedelta(days=31)).replace(day=1) for month in months]
    return [f"{after - timedelta(days=1):%Y-%m-%d}" for after in nexts]


def text(connection: Connection) -> str:
    """The report, as lines for a terminal."""
    days = sorted(load.loaded(connection))
    if not days:
        return "Nothing is loaded yet: adp dev run pagila_sqlmodel_basic"
    rentals, open_now = _count(connection, Rental), out(connection, days[-1])
    months, checked = proof.revenue(connection), proof.rule(connection)
    right = checked.checked - len(checked.broken)
    lines = [
        f"{len(days)} deliveries, {days[0]} to {days[-1]}",
        f"{rentals:,} rentals, {open_now:,} of them still out; {_count(connection, Payment):,} payments",
        "",
        f"{'revenue':<10}{'delivered':>12}{'loaded':>12}{'refused':>10}",
        *(_revenue(month.month, month.delivered, month.loaded, month.refused) for month in months),
        _revenue("total", *(sum(column) for column in zip(*map(_amounts, months), strict=True))),
        "",
        f"{right:,} of {checked.checked:,} returned rentals were paid with the rate and {proof.LATE_FEE} a day late",
        "",
        "still out on the evening of",
        *(f"{day}{out(connection, day):>12,}" for day in month_ends(days)),
        "",
        "refused",
        *_refused(connection),
        "",
        *_story(connection),
    ]
    return "\n".join(lines)


def _amounts(month: proof.Revenue) -> tuple[Decimal, ...]:
    return month.delivered, month.loaded, month.refused


def _revenue(name: str, delivered: Any, loaded: Any, refused: Any) -> str:
    return f"{name:<10}{delivered:>12,}{loaded:>12,}{refused:>10,}"


def _count(connection: Connection, model: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(model)).scalar_one())


def _refused(connection: Connection) -> list[str]:
    rows = connection.execute(select(Refused.batch_id, Refused.source_row, Refused.reason).order_by(Refused.id))
    return [f"{batch_id}  {row.get('payment_id') or row.get('rental_id')}: {reason}" for batch_id, row, reason in rows]


def _story(connection: Connection) -> list[str]:
    """The first rental that came back, as the history tells it."""
    returned = select(Rental.rental_id).where(Rental.return_date.is_not(None))
    key = connection.execute(returned.order_by(Rental.rental_id).limit(1)).scalar()
    if key is None:
        return []
    lines = [f"rental {key}: who wrote what"]
    for entry in connection.execute(audit(Rental, key=key)):
        _, returned_on = entry.changes.get("return_date", (None, None))
        lines.append(f"{entry.batch_id}  {entry.op:<7} {entry.actor}  return_date {returned_on}")
    return lines


def main() -> None:
    from pagila import warehouse

    with warehouse.connect().connect() as connection:
        print(text(connection))


if __name__ == "__main__":
    main()
