"""The books: which batches are loaded how far, and what became of every row."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

SCHEMA = "books"


def _moment(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True))


def _counts(nullable: bool) -> "list[sa.Column[Any]]":
    names = ("inserted", "updated", "unchanged", "inactivated", "rejected")
    return [sa.Column(name, sa.BigInteger, nullable=nullable) for name in names]


#: One row a batch. A layer's moment is set in the transaction that loads the layer: NULL is "to do".
BATCH = sa.Table(
    "batch",
    SQLModel.metadata,
    sa.Column("batch_id", sa.Text, primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    *(_moment(f"{layer}_at") for layer in ("bronze", "silver", "gold")),
    *(sa.Column(f"{layer}_seconds", sa.Float) for layer in ("bronze", "silver", "gold")),
    schema=SCHEMA,
)

#: One row a batch and table: rows_read is the manifest's count; merge's counts come with silver.
BATCH_TABLE = sa.Table(
    "batch_table",
    SQLModel.metadata,
    sa.Column("batch_id", sa.Text, sa.ForeignKey(BATCH.c.batch_id), primary_key=True),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("bronze_rows", sa.BigInteger, nullable=False),
    *_counts(nullable=True),
    schema=SCHEMA,
)

#: A batch loaded again on request: what changed, which must be nothing.
REPLAY = sa.Table(
    "replay",
    SQLModel.metadata,
    sa.Column("replay_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("layer", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Text, sa.ForeignKey(BATCH.c.batch_id), nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("rows_changed", sa.BigInteger, nullable=False),
    schema=SCHEMA,
)
