"""Where the rows come from: a Pagila database, or a folder with a CSV file for each table."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from sqlalchemy import DateTime, Text, cast, column, select, table
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from pagila.errors import PagilaError

#: The folder of tables, instead of the sample; the datakit's .env is the place to set it.
VARIABLE = "ADP_PAGILA_DIR"
SAMPLE = Path(__file__).resolve().parents[2] / "include" / "sample"

#: What is read of each table.
COLUMNS = {
    "film": ("film_id", "title", "rental_rate", "rental_duration"),
    "inventory": ("inventory_id", "film_id", "store_id"),
    "customer": ("customer_id", "first_name", "last_name", "email"),
    "rental": ("rental_id", "rental_date", "inventory_id", "customer_id", "return_date"),
    "payment": ("payment_id", "customer_id", "rental_id", "amount", "payment_date"),
}

#: A row as text; None is NULL.
Row = Mapping[str, "str | None"]


class Source(Protocol):
    """Gives all rows of a table, in the order of its key."""

    def rows(self, name: str) -> list[Row]: ...


class Folder:
    """A folder with `film.csv`, `rental.csv` and so on: comma-separated, with a header; an empty field is NULL."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, name: str) -> list[Row]:
        file = self.path / f"{name}.csv"
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines)
                missing = [wanted for wanted in COLUMNS[name] if wanted not in (reader.fieldnames or ())]
                if missing:
                    raise PagilaError(
                        "PAG-SRC-002",
                        f"{file} has no column {', '.join(missing)}.",
                        f"compare its header with the one of {SAMPLE / file.name}.",
                    )
                return [{key: row[key] or None for key in COLUMNS[name]} for row in reader]
        except OSError as error:
            raise PagilaError(
                "PAG-SRC-001",
                f"{file} cannot be read: {error.strerror}.",
                f"correct {VARIABLE} in .env, or take the line out: then the sample is read. Then adp dev start.",
            ) from error


class Database:
    """A Pagila database. Rows come as text, as a folder has them; its clock is UTC where it keeps a zone."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rows(self, name: str) -> list[Row]:
        source = table(name, *(column(key) for key in COLUMNS[name]))
        columns = [
            cast(cast(one, DateTime) if one.key.endswith("_date") else one, Text).label(one.key) for one in source.c
        ]
        query = select(*columns).order_by(source.c[COLUMNS[name][0]])
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SET TIME ZONE 'UTC'")
                return [dict(row._mapping) for row in connection.execute(query)]
        except ProgrammingError as error:
            raise PagilaError(
                "PAG-SRC-003",
                f"The database of the connection `pagila` gave no {name}: {str(error.orig).strip()}",
                "let the connection name a database that has Pagila's tables on its search path.",
            ) from error


def find() -> Source:
    """The folder that ADP_PAGILA_DIR names; else the connection `pagila`; else the sample."""
    from pagila import warehouse

    folder = os.environ.get(VARIABLE)
    if folder:
        return Folder(Path(folder))
    engine = warehouse.connect_if_named("pagila")
    return Folder(SAMPLE) if engine is None else Database(engine)
