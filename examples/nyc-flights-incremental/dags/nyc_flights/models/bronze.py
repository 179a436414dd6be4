"""Bronze: every delivered line as text, append-only, with its batch, line number and load time."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from nyc_flights.layout import TABLES

SCHEMA = "bronze"


def _table(name: str, columns: tuple[str, ...]) -> sa.Table:
    return sa.Table(
        name,
        SQLModel.metadata,
        sa.Column("batch_id", sa.Text, primary_key=True),
        sa.Column("line_no", sa.Integer, primary_key=True, autoincrement=False, comment="1 is the header"),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("raw_line", sa.Text, comment="the whole line, where it does not fit the columns"),
        *(sa.Column(column, sa.Text) for column in columns),
        schema=SCHEMA,
    )


#: table name -> table. An empty field is NULL; a malformed line has only raw_line.
TABLE: dict[str, sa.Table] = {name: _table(name, columns) for name, columns in TABLES.items()}
