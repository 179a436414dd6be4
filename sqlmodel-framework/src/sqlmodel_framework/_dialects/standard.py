"""Standard SQL, as SQLAlchemy prints a statement that belongs to no database; to read, not to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, text

from ..errors import UnsupportedDialectError

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import TextClause

    from .._history.tracked import Tracked


class Standard:
    """The parts of a dialect that printing needs; anything else is an error."""

    name = "default"
    statement_time = "CURRENT_TIMESTAMP"
    batch_in_force = "NULL"
    current_transaction = "NULL"
    txid_type = "BIGINT"
    period_type = "VARCHAR"
    binary_amounts = False
    keeps_op = True

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

    def audit(self, tracked: Tracked) -> TextClause:
        key = ", ".join(f":key_{i}" for i in range(len(tracked.key)))
        return text(f"<the audit of {tracked.table.name} {key}, whose SQL depends on the database>")

    def __getattr__(self, name: str) -> Any:
        raise UnsupportedDialectError(
            f"{name} needs a database, and the dialect is SQLAlchemy's default one. "
            "Use a connection, or name the dialect."
        )


DIALECT = Standard()
