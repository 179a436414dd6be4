"""How values of one type become values of another, without an error that ends the load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .quoting import literal
from .stage import run_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# unknown, text, char and varchar
TEXTS = frozenset({705, 25, 1042, 1043})
BIT, BIT_VARYING, NUMERIC = 1560, 1562, 1700


class Casts:
    """What one merge asks of the server's types."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._can_ask = int(run_sql(connection, "SHOW server_version_num").scalar()) >= 160000
        self._made = False
        #: That some value must be checked before its cast.
        self.checked = False

    def name_of(self, oid: int) -> str:
        return str(run_sql(self._connection, f"SELECT format_type({oid}, NULL)").scalar())

    def is_implicit(self, source: int, target: int) -> bool:
        """That every value of the one is a value of the other, as PostgreSQL itself decides."""
        if source == target:
            return True
        found = run_sql(
            self._connection,
            f"SELECT 1 FROM pg_cast WHERE castsource = {source} AND casttarget = {target} "
            "AND castcontext = 'i'",
        )
        return found.first() is not None

    def valid(self, text: str, to: str) -> str:
        """SQL that tells whether a text is a value of a type (true for NULL)."""
        self.checked = True
        if self._can_ask:
            return f"COALESCE(pg_input_is_valid({text}, {literal(to)}), true)"
        if not self._made:
            run_sql(self._connection, _VALID_BEFORE_16)
            self._made = True
        return f"pg_temp.sqlmodel_valid({text}, {literal(to)})"


# pg_input_is_valid came with PostgreSQL 16; before it an error must be caught row by row.
_VALID_BEFORE_16 = """CREATE OR REPLACE FUNCTION pg_temp.sqlmodel_valid(value text, type text)
RETURNS boolean LANGUAGE plpgsql AS $sqlmodel$
BEGIN
  IF value IS NOT NULL THEN
    EXECUTE 'SELECT $1::' || type USING value;
  END IF;
  RETURN true;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR object_not_in_prerequisite_state THEN
  RETURN false;
END $sqlmodel$"""
