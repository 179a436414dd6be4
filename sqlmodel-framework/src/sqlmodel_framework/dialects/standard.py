"""Standard SQL, as SQLAlchemy prints a statement that belongs to no database; to read, not to run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger

from ..errors import UnsupportedDialectError


class Standard:
    """The parts of a dialect that printing needs; anything else is an error."""

    name = "default"
    statement_time = "CURRENT_TIMESTAMP"
    current_transaction = "NULL"
    txid_type = "BIGINT"
    period_type = "VARCHAR"

    def bind_txid(self, value: int) -> int:
        return value

    def json_type(self) -> JSON:
        return JSON()

    def row_number_type(self) -> BigInteger:
        return BigInteger()

    def surrogate_type(self) -> BigInteger:
        return BigInteger()

    def period_of(self, start: str, end: str) -> str:
        return f"PERIOD({start}, {end})"

    def __getattr__(self, name: str) -> Any:
        raise UnsupportedDialectError(
            f"{name} needs a database, and the dialect is SQLAlchemy's default one. "
            "Use a connection, or name the dialect."
        )


DIALECT = Standard()
