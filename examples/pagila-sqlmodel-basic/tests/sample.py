"""Makes `include/sample`: tables of Pagila's shape, small, always the same. ``python tests/sample.py include/sample``

The rows are invented. They have what makes the real ones interesting: late returns that cost extra, copies that are
still out, and payments that lost their rentals.
"""

from __future__ import annotations

import csv
import random
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

FIRST = [
    "ADA",
    "GRACE",
    "EDSGER",
    "BARBARA",
    "DONALD",
    "FRANCES",
    "ALAN",
    "MARY",
    "JEAN",
    "TONY",
    "RADIA",
    "KEN",
]
LAST = [
    "PIKE",
    "BROOK",
    "STONE",
    "FIELD",
    "MARSH",
    "RIVERS",
    "HILL",
    "WOODS",
    "GLEN",
    "HEATH",
    "DALE",
    "FORD",
]
ONE = ["SILENT", "BROKEN", "GOLDEN", "DISTANT", "WILD", "PAPER"]
TWO = ["HARBOR", "WINTER", "ENGINE", "LETTER", "ORCHARD"]
DAYS = [date(2025, 5, 28) + timedelta(days=n) for n in (0, 1, 2, 3, 13, 14, 15, 34, 35)]
RENTALS_A_DAY = 14
#: Rentals that the source has lost. Their payments name another one.
LOST = {9: 1, 40: 1, 66: 30}


def tables(seed: int = 1) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows, by the order of their keys."""
    chance = random.Random(seed)

    def below(n: int) -> int:
        return int(chance.random() * n)  # the only call whose numbers never change between Pythons

    films = [
        {
            "film_id": n + 1,
            "title": f"{ONE[n % len(ONE)]} {TWO[n % len(TWO)]}",
            "rental_rate": Decimal(("0.99", "2.99", "4.99")[below(3)]),
            "rental_duration": 3 + below(3),
        }
        for n in range(18)
    ]
    copies = [{"inventory_id": n + 1, "film_id": n % 18 + 1, "store_id": 1 + below(2)} for n in range(54)]
    customers = [
        {
            "customer_id": n + 1,
            "first_name": first,
            "last_name": last,
            "email": f"{first}.{last}@example.com".lower(),
        }
        for n, (first, last) in enumerate(zip(FIRST, LAST, strict=True))
    ]
    rentals: list[dict[str, Any]] = []
    payments: list[dict[str, Any]] = []
    free = {copy["inventory_id"]: datetime.min for copy in copies}
    for day in DAYS:
        for minute in sorted(below(12 * 60) for _ in range(RENTALS_A_DAY)):
            at = datetime.combine(day, time(9)) + timedelta(minutes=minute, seconds=below(60))
            on_shelf = [key for key, since in free.items() if since < at]
            copy = copies[on_shelf[below(len(on_shelf))] - 1]
            film = films[copy["film_id"] - 1]
            back = at + timedelta(days=1 + below(8), minutes=below(600))
            if len(rentals) == 17 or back.date() > DAYS[-1]:
                back = None  # never brought back, or not yet
            free[copy["inventory_id"]] = back or datetime.max
            late = max(0, (back.date() - day).days - film["rental_duration"]) if back else 0
            key = len(rentals) + 1
            customer = 1 + below(len(customers))
            rentals.append(
                {
                    "rental_id": key,
                    "rental_date": at,
                    "inventory_id": copy["inventory_id"],
                    "customer_id": customer,
                    "return_date": back,
                }
            )
            payments.append(
                {
                    "payment_id": key,
                    "customer_id": customer,
                    "rental_id": LOST.get(key, key),
                    "amount": film["rental_rate"] + late,
                    "payment_date": at,
                }
            )
    kept = [rental for rental in rentals if rental["rental_id"] not in LOST]
    # One of those payments is by the customer of the rental that it names, only at another time.
    payments[65]["customer_id"] = rentals[29]["customer_id"]
    return {"film": films, "inventory": copies, "customer": customers, "rental": kept, "payment": payments}


def write(folder: Path) -> None:
    """A CSV file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
