"""The tables: bronze (as delivered), silver (typed, with history), gold (for questions), books (proof)."""

from nyc_flights.models import books, bronze, gold, silver

__all__ = ["books", "bronze", "gold", "silver"]
