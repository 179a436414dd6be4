"""Application time without overlaps: the constraint, and what stands in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._deploy.plan import Step
from ..._history.tracked import EFFECTIVE, Tracked
from .functions import Names
from .quoting import do_block, literal, name

if TYPE_CHECKING:
    from .catalog import Catalog

SUFFIX = "_no_overlap"


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


def plan(catalog: Catalog, names: Names) -> list[Step]:
    """The constraint where it is missing; for a person to settle where rows overlap."""
    if not names.tracked.is_temporal:
        return []
    label = f"{names.table}.{constraint_name(names.tracked)}"
    called = constraint_name(names.tracked)
    present = next((row for row in catalog.constraints(names.table) if row.name == called), None)
    if present is not None and _keeps_apart(names.tracked, present):
        return []
    found = _overlaps(catalog, names)
    if found:
        remedy = "correct effective_from and effective_to of those rows"
        return [Step(label, f"{found} pairs of rows overlap in their effective time", remedy=remedy)]
    if present is None:
        return [Step(label, "constraint missing", tuple(install(names)), undo=(drop(names),))]
    finding = f"constraint is {present.definition}"
    undo = (drop(names), f"ALTER TABLE {names.table} ADD CONSTRAINT {name(called)} {present.definition}")
    return [Step(label, finding, (drop(names), *install(names)), undo=undo)]


def _keeps_apart(tracked: Tracked, found: Any) -> bool:
    """That a constraint is the one wanted, in this server's form or that of the one it was upgraded from."""
    wanted = {c.name: "=" for c in tracked.thing} | {EFFECTIVE: "&&"}
    if found.kind == "u":
        return "WITHOUT OVERLAPS" in found.definition and set(found.columns) == set(wanted)
    return bool(found.whole) and dict(zip(found.columns, found.operators, strict=False)) == wanted


def _overlaps(catalog: Catalog, names: Names) -> int:
    if EFFECTIVE not in (catalog.columns(names.table) or ()):  # the table, or its period, is still to be made
        return 0
    same = " AND ".join(f"a.{name(c.name)} = b.{name(c.name)}" for c in names.tracked.thing)
    period = name(EFFECTIVE)
    statement = (
        f"SELECT count(*) FROM {names.table} AS a JOIN {names.table} AS b "
        f"ON {same} AND a.{period} && b.{period} AND a.ctid < b.ctid"
    )
    count = catalog.connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).scalar()
    return int(count or 0)
