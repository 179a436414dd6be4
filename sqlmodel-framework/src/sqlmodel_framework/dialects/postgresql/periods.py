"""Application time without overlaps: the constraint, and what stands in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ...deployment.plan import Step
from ...history.tracked import EFFECTIVE, Tracked
from .functions import Names
from .quoting import do_block, literal, name

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SUFFIX = "_no_overlap"

_PRESENT = """
SELECT pg_get_constraintdef(c.oid) AS definition, c.contype::text AS kind, i.indpred IS NULL AS whole,
  ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(n, place)
        LEFT JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.n
        ORDER BY k.place) AS columns,
  ARRAY(SELECT o.oprname::text FROM unnest(c.conexclop) WITH ORDINALITY AS k(oid, place)
        JOIN pg_operator AS o ON o.oid = k.oid ORDER BY k.place) AS operators
FROM pg_constraint AS c LEFT JOIN pg_index AS i ON i.indexrelid = c.conindid
WHERE c.conrelid = to_regclass(:t) AND c.conname = :n"""


def constraint_name(tracked: Tracked) -> str:
    """The name of the constraint."""
    return tracked.object_name(SUFFIX)


def install(names: Names) -> list[str]:
    """Statements that add the constraint where it is missing, in the form that the server has."""
    tracked = names.tracked
    if not tracked.is_temporal:
        return []
    keys, period = [name(c.name) for c in tracked.thing], name(EFFECTIVE)
    add = f"ALTER TABLE {names.table} ADD CONSTRAINT {name(constraint_name(tracked))}"
    listed, equal = ", ".join(keys), ", ".join(f"{k} WITH =" for k in keys)
    # Checked when a statement ends: one MERGE may end a period and begin the next. By EXECUTE, since a
    # server does not parse the form that it has not.
    body = f"""
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {literal(names.table)}::regclass
             AND conname = {literal(constraint_name(tracked))}) THEN
    RETURN;
  ELSIF current_setting('server_version_num')::int >= 180000 THEN
    EXECUTE {literal(f"{add} UNIQUE ({listed}, {period} WITHOUT OVERLAPS) DEFERRABLE")};
  ELSE
    EXECUTE {literal(f"{add} EXCLUDE USING gist ({equal}, {period} WITH &&) DEFERRABLE")};
  END IF;
END"""
    return ["CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public", do_block(body)]


def drop(names: Names) -> str:
    """The statement that takes the constraint away."""
    return f"ALTER TABLE {names.table} DROP CONSTRAINT IF EXISTS {name(constraint_name(names.tracked))}"


def plan(connection: Connection, names: Names) -> list[Step]:
    """The constraint where it is missing; for a person to settle where rows overlap."""
    if not names.tracked.is_temporal:
        return []
    label = f"{names.table}.{constraint_name(names.tracked)}"
    asked = {"t": names.table, "n": constraint_name(names.tracked)}
    present = connection.execute(text(_PRESENT), asked).first()
    if present is not None and _keeps_apart(names.tracked, present):
        return []
    found = _overlaps(connection, names)
    if found:
        remedy = "correct effective_from and effective_to of those rows"
        return [Step(label, f"{found} pairs of rows overlap in their effective time", remedy=remedy)]
    if present is None:
        return [Step(label, "constraint missing", tuple(install(names)), undo=(drop(names),))]
    finding = f"constraint is {present.definition}"
    undo = (drop(names), f"ALTER TABLE {names.table} ADD CONSTRAINT {name(asked['n'])} {present.definition}")
    return [Step(label, finding, (drop(names), *install(names)), undo=undo)]


def _keeps_apart(tracked: Tracked, found: Any) -> bool:
    """That a constraint is the one wanted, in this server's form or that of the one it was upgraded from."""
    wanted = {c.name: "=" for c in tracked.thing} | {EFFECTIVE: "&&"}
    if found.kind == "u":
        return "WITHOUT OVERLAPS" in found.definition and set(found.columns) == set(wanted)
    return bool(found.whole) and dict(zip(found.columns, found.operators, strict=False)) == wanted


def _overlaps(connection: Connection, names: Names) -> int:
    ready = connection.execute(
        text("SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(:t) AND attname = :c"),
        {"t": names.table, "c": EFFECTIVE},
    ).first()
    if ready is None:  # the table, or its period, is still to be made
        return 0
    same = " AND ".join(f"a.{name(c.name)} = b.{name(c.name)}" for c in names.tracked.thing)
    period = name(EFFECTIVE)
    statement = (
        f"SELECT count(*) FROM {names.table} AS a JOIN {names.table} AS b "
        f"ON {same} AND a.{period} && b.{period} AND a.ctid < b.ctid"
    )
    count = connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).scalar()
    return int(count or 0)
