"""How values become what their column holds, without an error that ends the load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from .look import Look, run_sql
from .quoting import literal, name
from .stage import RAW, REASON, Stage, said

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# unknown, text, char and varchar
TEXTS = frozenset({705, 25, 1042, 1043})
# text and varchar, which are one to the server
_UNLIMITED = frozenset({25, 1043})
BIT, BIT_VARYING, NUMERIC = 1560, 1562, 1700
_ASK = 160000


class Casts:
    """What one merge asks of the server's types.

    Args:
        trusting: take every value for one of its type, and let one that is none end the statement.
    """

    def __init__(self, connection: Connection, look: Look, trusting: bool = False) -> None:
        self._trusting = trusting
        self._connection = connection
        self._can_ask = look.version >= _ASK
        self._made: dict[str, str] = {}
        self._names: dict[int, str] = {}
        #: That some value must be checked before its cast.
        self.checked = False

    def name_of(self, oid: int) -> str:
        if oid not in self._names:
            found = run_sql(self._connection, f"SELECT format_type({oid}, NULL)")
            self._names[oid] = str(found.scalar())
        return self._names[oid]

    def is_implicit(self, source: int, target: int) -> bool:
        """That every value of the one is a value of the other, as PostgreSQL itself decides."""
        if source == target or {source, target} <= _UNLIMITED:
            return True
        found = run_sql(
            self._connection,
            f"SELECT 1 FROM pg_cast WHERE castsource = {source} AND casttarget = {target} "
            "AND castcontext = 'i'",
        )
        return found.first() is not None

    def is_text(self, oid: int) -> bool:
        """That values of a type are text, or the names of an enumeration."""
        if oid in TEXTS:
            return True
        asked = f"SELECT typcategory IN ('S', 'X', 'E') FROM pg_type WHERE oid = {oid}"
        found = run_sql(self._connection, asked)
        return bool(found.scalar())

    def valid(self, text: str, to: str) -> str:
        """SQL that tells whether a text is a value of a type, its limit included (true for NULL)."""
        if self._trusting:
            return "true"
        self.checked = True
        if self._can_ask:
            return f"COALESCE(pg_input_is_valid({text}, {literal(to)}), true)"
        if to not in self._made:
            self._made[to] = f"pg_temp.sqlmodel_valid_{len(self._made) + 1}"
            run_sql(self._connection, _VALID_BEFORE_16.format(function=self._made[to], type=to))
        return f"{self._made[to]}({text})"


# pg_input_is_valid came with PostgreSQL 16; before it an error must be caught row by row. By assignment,
# since a cast cuts off what is too long.
_VALID_BEFORE_16 = """CREATE OR REPLACE FUNCTION {function}(value text)
RETURNS boolean LANGUAGE plpgsql AS $sqlmodel$
DECLARE
  typed {type};
BEGIN
  typed := value;
  RETURN true;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR object_not_in_prerequisite_state THEN
  RETURN false;
END $sqlmodel$"""


def give_types(connection: Connection, stage: Stage) -> int:
    """Make the columns that came as text what they are in the table.

    Returns:
        How many more rows are refused.
    """
    if not stage.as_text:
        return 0
    change = f"ALTER TABLE {stage.table} " + ", ".join(
        # By the type without its limit: a cast to bit(3) would cut off what an assignment refuses.
        f"ALTER {name(c.column.name)} TYPE {kind.type} USING {name(c.column.name)}::{kind.bare}"
        for c in stage.as_text
        for kind in [stage.look.columns[c.column.name]]
    )
    run_sql(connection, "SAVEPOINT sqlmodel_typed")
    refused = 0
    try:
        run_sql(connection, change)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        run_sql(connection, "ROLLBACK TO SAVEPOINT sqlmodel_typed")
        refused = _refuse_others(connection, stage)
        run_sql(connection, change)
    run_sql(connection, "RELEASE SAVEPOINT sqlmodel_typed")
    return refused


def _refuse_others(connection: Connection, stage: Stage) -> int:
    casts = Casts(connection, stage.look)
    before = _refused(connection, stage)
    for column in stage.as_text:
        full = stage.look.columns[column.column.name].type
        cell = f"t.{name(column.column.name)}"
        valid = casts.valid(cell, full)
        why = said(column, f"not a value of type {full}: ")
        run_sql(
            connection,
            f"UPDATE {stage.table} AS t SET {name(column.column.name)} = NULL, "
            f"{RAW} = COALESCE({RAW}, {stage.document('t')}), "
            f"{REASON} = COALESCE({REASON}, {why} || quote_literal(left({cell}, 100))) "
            f"WHERE {cell} IS NOT NULL AND NOT {valid}",
        )
    return _refused(connection, stage) - before


def _refused(connection: Connection, stage: Stage) -> int:
    return int(run_sql(connection, f"SELECT count({REASON}) FROM {stage.table}").scalar())
