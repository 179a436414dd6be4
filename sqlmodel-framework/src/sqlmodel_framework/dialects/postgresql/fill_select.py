"""Brings a select into the stage inside the database, where SQL works out what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, literal_column, select
from sqlalchemy.sql import column, table

from ...errors import SourceColumnsError
from ...merging.order import ORDER
from ...merging.plan import MergePlan, PlanColumn
from ...merging.source import SelectSource
from .quoting import literal, name
from .stage import RANK, RAW, REASON, ROW, Filled, column_oids, make_stage, run_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# unknown, text, char and varchar
_TEXTS = frozenset({705, 25, 1042, 1043})


def fill_from_select(connection: Connection, plan: MergePlan, source: SelectSource) -> Filled:
    """Make the stage and insert the select's rows into it."""
    inner = source.select.subquery("src")
    probe = connection.execute(select(inner).limit(0))
    oids = dict(zip(source.names, column_oids(probe), strict=True))
    rank = None
    if plan.has_order:
        rank = run_sql(connection, f"SELECT format_type({oids[ORDER]}, NULL)").scalar()
        if oids[ORDER] in _TEXTS:
            raise SourceColumnsError(
                f"{ORDER} is {rank} in the select, and as text '9' comes after '10'. "
                "Cast it to what it says: sqlalchemy.cast(column, Numeric) or DateTime(timezone=True)."
            )
    stage = make_stage(connection, plan, rank)
    casts = _Casts(connection)
    checks: list[str] = []
    cells: list[str] = []
    if plan.reject_column is not None:
        checks.append(f"src.{name(plan.reject_column)}::text")
    for planned, target_oid in zip(plan.sourced, stage.oids, strict=True):
        cell, reasons = _cell(casts, planned, oids[planned.source], target_oid)
        cells.append(cell)
        checks += reasons
    reason = f"COALESCE({', '.join(checks)})" if checks else "NULL::text"
    raw = "to_jsonb(src.*)" + (f" - {literal(plan.reject_column)}" if plan.reject_column else "")
    names = [c.column.name for c in plan.sourced] + [ROW]
    picked = [*cells, "row_number() OVER ()"]
    if plan.has_order:
        names.append(RANK)
        picked.append(f"src.{name(ORDER)}")
    names += [REASON, RAW]
    picked += [reason, f"CASE WHEN {reason} IS NOT NULL THEN {raw} END"]
    target = table(stage.table.partition(".")[2], *[column(n) for n in names])
    query: Any = select(*[literal_column(p) for p in picked]).select_from(inner)
    connection.execute(insert(target).from_select(names, query))
    # Counted, since not every driver tells how many rows such an INSERT made.
    total, refused = run_sql(connection, f"SELECT count(*), count({REASON}) FROM {stage.table}").one()
    return Filled(stage, int(total), int(refused))


def _cell(casts: _Casts, planned: PlanColumn, source_oid: int, target_oid: int) -> tuple[str, list[str]]:
    """The staged expression of one column, and the expressions that say why a row is refused for it."""
    quoted = f"src.{name(planned.source)}"
    reasons = []
    if planned.required:
        reasons.append(f"CASE WHEN {quoted} IS NULL THEN {literal(planned.null_reason)} END")
    length = getattr(planned.column.type, "length", None)
    if isinstance(length, int):
        said = literal(f"column {planned.source}: the text has more than {length} characters")
        fits = f"char_length({quoted}::text) <= {length}"
        reasons.append(f"CASE WHEN NOT {fits} THEN {said} END")
        return f"CASE WHEN {fits} THEN {quoted}::text END", reasons
    precision = getattr(planned.column.type, "precision", None)
    if casts.is_implicit(source_oid, target_oid) and not (isinstance(precision, int) and target_oid == 1700):
        return quoted, reasons
    to = casts.name_of(target_oid)
    if target_oid == 1700 and isinstance(precision, int):
        to = f"numeric({precision},{getattr(planned.column.type, 'scale', None) or 0})"
    valid = casts.valid(f"{quoted}::text", to)
    said = literal(f"column {planned.source}: not a value of type {to}: ")
    reasons.append(f"CASE WHEN NOT {valid} THEN {said} || quote_literal(left({quoted}::text, 100)) END")
    return f"CASE WHEN {valid} THEN {quoted}::text::{to} END", reasons


class _Casts:
    """How values of one type become values of another without an error that ends the load."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._can_ask = int(run_sql(connection, "SHOW server_version_num").scalar()) >= 160000
        self._made = False

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
