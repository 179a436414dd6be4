"""Values of types that only the server can judge: staged as text, then made what they are, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from ...merging.plan import PlanColumn
from .quoting import literal, name
from .stage import RAW, REASON, Stage, run_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_ASK = 160000


def give_types(connection: Connection, stage: Stage) -> int:
    """Make the columns that came as text what they are in the table.

    Returns:
        How many more rows are refused.
    """
    if not stage.as_text:
        return 0
    types = {c: _types(connection, stage, c) for c in stage.as_text}
    change = f"ALTER TABLE {stage.table} " + ", ".join(
        # By the type without its limit: a cast to bit(3) would cut off what an assignment refuses.
        f"ALTER {name(c.column.name)} TYPE {full} USING {name(c.column.name)}::{bare}"
        for c, (full, bare) in types.items()
    )
    run_sql(connection, "SAVEPOINT sqlmodel_typed")
    refused = 0
    try:
        run_sql(connection, change)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        run_sql(connection, "ROLLBACK TO SAVEPOINT sqlmodel_typed")
        before = _refused(connection, stage)
        for column, (full, _) in types.items():
            _refuse(connection, stage, column, full)
        run_sql(connection, change)
        refused = _refused(connection, stage) - before
    run_sql(connection, "RELEASE SAVEPOINT sqlmodel_typed")
    return refused


def _types(connection: Connection, stage: Stage, column: PlanColumn) -> tuple[str, str]:
    """The column's type as the table has it, and without its limit."""
    found = run_sql(
        connection,
        "SELECT format_type(atttypid, atttypmod), format_type(atttypid, -1) FROM pg_attribute "
        f"WHERE attrelid = {literal(stage.target)}::regclass "
        f"AND attname = {literal(column.column.name)}",
    ).one()
    return str(found[0]), str(found[1])


def _refused(connection: Connection, stage: Stage) -> int:
    return int(run_sql(connection, f"SELECT count({REASON}) FROM {stage.table}").scalar())


def _refuse(connection: Connection, stage: Stage, column: PlanColumn, type_: str) -> None:
    cell = f"t.{name(column.column.name)}"
    if int(run_sql(connection, "SHOW server_version_num").scalar()) >= _ASK:
        valid = f"pg_input_is_valid({cell}, {literal(type_)})"
    else:
        run_sql(connection, _VALID_BEFORE_16.format(type=type_))
        valid = f"pg_temp.sqlmodel_is_valid({cell})"
    said = literal(f"column {column.source}: not a value of type {type_}: ")
    run_sql(
        connection,
        f"UPDATE {stage.table} AS t SET {name(column.column.name)} = NULL, "
        f"{RAW} = COALESCE({RAW}, {stage.document('t')}), "
        f"{REASON} = COALESCE({REASON}, {said} || quote_literal(left({cell}, 100))) "
        f"WHERE {cell} IS NOT NULL AND NOT {valid}",
    )


# By assignment, since a cast cuts off what is too long.
_VALID_BEFORE_16 = """CREATE OR REPLACE FUNCTION pg_temp.sqlmodel_is_valid(value text)
RETURNS boolean LANGUAGE plpgsql AS $sqlmodel$
DECLARE
  typed {type};
BEGIN
  typed := value;
  RETURN true;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR object_not_in_prerequisite_state THEN
  RETURN false;
END $sqlmodel$"""
