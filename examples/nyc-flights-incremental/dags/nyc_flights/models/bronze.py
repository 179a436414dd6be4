"""Bronze: every delivered line as text, append-only, with its batch, line number and load time."""

from typing import Any, Optional

from sqlmodel_framework import BronzeTable

from nyc_flights.layout import TABLES

SCHEMA = "bronze"


def _model(name: str, columns: tuple[str, ...]) -> Any:
    """What ``class RawAirline(BronzeTable, table=True)`` would make, with a field for each column."""
    fields = {"__annotations__": dict.fromkeys(columns, Optional[str]), **dict.fromkeys(columns)}
    place = {"__module__": __name__, "__tablename__": name, "__table_args__": {"schema": SCHEMA}}
    metaclass: Any = type(BronzeTable)
    return metaclass(f"Raw{name.title()}", (BronzeTable,), {**fields, **place}, table=True)


#: table name -> model. An empty field is NULL; a malformed line has only raw_line.
MODEL: dict[str, Any] = {name: _model(name, columns) for name, columns in TABLES.items()}
