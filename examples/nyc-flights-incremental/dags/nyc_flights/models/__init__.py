"""The tables: bronze (as delivered), silver (typed, with history), gold (for questions), books (proof)."""

from nyc_flights.models import books, bronze, gold, silver

#: What is deployed.
TABLES = (
    *bronze.MODEL.values(),
    *silver.MODEL.values(),
    silver.Rejected,
    *gold.TABLES,
    books.BATCH,
    books.BATCH_TABLE,
    books.REPLAY,
)

__all__ = ["TABLES", "books", "bronze", "gold", "silver"]
