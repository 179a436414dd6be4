"""Writes a settled stage into its table: an INSERT where its keys prove to be new, else one MERGE where the
server counts for us, else two statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.sql.elements import BindParameter

from ...merging.plan import MergePlan
from .given import given
from .quoting import literal, name, with_parameters
from .session import server_version
from .stage import REASON, Stage, run_sql
from .trigger_set import own_triggers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Binds = list[BindParameter[Any]]
# MERGE is older (15), but only from here on does it tell what it did with each row.
_MERGE_TELLS = 170000
_MERGE = 150000


def write(connection: Connection, stage: Stage, some_refused: bool) -> tuple[int, int]:
    """Insert what is new and update what differs.

    Returns:
        The numbers of rows inserted and updated.
    """
    if _beside(connection, stage):
        return _insert(connection, stage, some_refused), 0
    version = server_version(connection)
    if version >= _MERGE_TELLS:
        return _merge(connection, stage, some_refused)
    if version >= _MERGE and (before := _inserted_so_far(connection, stage)) is not None:
        return _merge_and_count(connection, stage, some_refused, before)
    updated = _update(connection, stage, some_refused)
    absent = f"WHERE NOT EXISTS (SELECT FROM {stage.target} AS t WHERE {stage.match('t', 's')})"
    return _insert(connection, stage, some_refused, absent), updated


def _beside(connection: Connection, stage: Stage) -> bool:
    """That no row of the table has a leading key between the batch's first and last: then none can match,
    and the join is spared. So it is for a first load, and for days or numbers that only grow."""
    key = name(next(iter(stage.plan.tracked.table.primary_key.columns)).name)
    staged = f"(SELECT s.{key} FROM {stage.table} AS s WHERE s.{REASON} IS NULL ORDER BY s.{key}"
    # ORDER BY makes the planner walk the primary key's index, also without statistics.
    nearest = (
        f"(SELECT t.{key} FROM {stage.target} AS t "
        f"WHERE t.{key} >= {staged} LIMIT 1) ORDER BY t.{key} LIMIT 1)"
    )
    return run_sql(connection, f"SELECT {nearest} <= {staged} DESC LIMIT 1)").scalar() is not True


def batch_literal(plan: MergePlan) -> str:
    """The batch's name as SQL."""
    return "NULL" if plan.batch_id is None else literal(plan.batch_id)


def rowcount(connection: Connection, statement: str) -> int:
    """Run a statement and count the rows it touched."""
    return int(run_sql(connection, statement).rowcount)


def _valid(stage: Stage, some_refused: bool) -> str:
    columns = ", ".join(f"s.{c}" for c in stage.columns)
    where = f" WHERE s.{REASON} IS NULL" if some_refused else ""
    return f"(SELECT {columns} FROM {stage.table} AS s{where})"


def _sets(plan: MergePlan) -> tuple[str, Binds]:
    sets = [f"{c} = s.{c}" for c in (name(p.column.name) for p in plan.sourced if not p.is_key)]
    touched, binds = touches(plan)
    if plan.tracked.can_inactivate:
        sets.append("inactivated_date = NULL")
    return ", ".join([*sets, *touched]), binds


def touches(plan: MergePlan) -> tuple[list[str], Binds]:
    """What every update sets beside the source's columns."""
    values, binds = given("update", plan.on_update)
    names = [name(column.name) for column, _ in plan.on_update]
    touched = [f"{c} = {value}" for c, value in zip(names, values, strict=True)]
    return [f"batch_id = {batch_literal(plan)}", *touched], binds


def _differs(stage: Stage) -> str:
    comes_back = " OR t.inactivated_date IS NOT NULL" if stage.plan.tracked.can_inactivate else ""
    return stage.differs("t", "s") + comes_back


def _new_row(stage: Stage) -> tuple[str, str, Binds]:
    """Columns and values of an insert, and the parameters in these."""
    defaults = [p for p in stage.plan.columns if p.insert_only]
    columns = [*stage.columns, "batch_id", *[name(p.column.name) for p in defaults]]
    more, binds = given("default", [(p.column, p.default) for p in defaults])
    values = [*(f"s.{c}" for c in stage.columns), batch_literal(stage.plan), *more]
    return ", ".join(columns), ", ".join(values), binds


def _merge_statement(stage: Stage, some_refused: bool) -> tuple[str, Binds]:
    columns, values, binds = _new_row(stage)
    sets, more = _sets(stage.plan)
    statement = f"""MERGE INTO {stage.target} AS t USING {_valid(stage, some_refused)} AS s
  ON {stage.match("t", "s")}
  WHEN MATCHED AND ({_differs(stage)}) THEN UPDATE SET {sets}
  WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values})"""
    return statement, [*binds, *more]


def _merge(connection: Connection, stage: Stage, some_refused: bool) -> tuple[int, int]:
    merge, binds = _merge_statement(stage, some_refused)
    statement = f"""WITH done AS (
  {merge}
  RETURNING merge_action() AS action
) SELECT count(*) FILTER (WHERE action = 'INSERT'), count(*) FILTER (WHERE action = 'UPDATE') FROM done"""
    inserted, updated = bound(connection, statement, binds).one()
    return int(inserted), int(updated)


def _merge_and_count(
    connection: Connection, stage: Stage, some_refused: bool, before: int
) -> tuple[int, int]:
    merge, binds = _merge_statement(stage, some_refused)
    done = int(bound(connection, merge, binds).rowcount)
    after = _inserted_so_far(connection, stage)
    assert after is not None
    return after - before, done - (after - before)


def _inserted_so_far(connection: Connection, stage: Stage) -> int | None:
    """The server's count of rows inserted in this transaction; None where it may count others', too.

    That is a table with children, or with a trigger or a rule of somebody else's, which may insert as well.
    """
    target = literal(stage.target)
    own = ", ".join(literal(t) for t in own_triggers(stage.plan.tracked))
    found = run_sql(
        connection,
        f"""SELECT pg_stat_get_xact_tuples_inserted(c.oid) FROM pg_class AS c
WHERE c.oid = {target}::regclass AND current_setting('track_counts')::boolean
  AND c.relkind = 'r' AND NOT c.relhassubclass AND NOT c.relhasrules AND NOT EXISTS (
    SELECT FROM pg_trigger AS t
    WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgname NOT IN ({own}))""",
    )
    return cast("int | None", found.scalar())


def _update(connection: Connection, stage: Stage, some_refused: bool) -> int:
    sets, binds = _sets(stage.plan)
    statement = (
        f"UPDATE {stage.target} AS t SET {sets} "
        f"FROM {_valid(stage, some_refused)} AS s WHERE {stage.match('t', 's')} AND ({_differs(stage)})"
    )
    return int(bound(connection, statement, binds).rowcount)


def _insert(connection: Connection, stage: Stage, some_refused: bool, where: str = "") -> int:
    columns, values, binds = _new_row(stage)
    statement = (
        f"INSERT INTO {stage.target} ({columns}) "
        f"SELECT {values} FROM {_valid(stage, some_refused)} AS s {where}"
    )
    return int(bound(connection, statement, binds).rowcount)


def bound(connection: Connection, statement: str, binds: Binds) -> Any:
    """Run a statement with the values of the model's own bound by their types."""
    if not binds:
        return run_sql(connection, statement)
    return connection.execute(with_parameters(statement, binds))
