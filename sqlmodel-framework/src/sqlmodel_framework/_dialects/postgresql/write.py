"""Writes a settled stage into its table: an INSERT where its keys prove to be new, else one MERGE where the
server counts for us, else two statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, bindparam
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import BindParameter, ClauseElement

from ..._history.tracked import BATCH_ID
from ..._merge.plan import MergePlan, PlanColumn
from ...errors import SourceColumnsError
from .look import run_sql
from .quoting import DIALECT, literal, name, parameter, with_parameters
from .stage import REASON, Stage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

Binds = list[BindParameter[Any]]
# MERGE is older (15), but only from here on does it tell what it did with each row.
_MERGE_TELLS = 170000
_MERGE = 150000
# Fewer rows are joined as quickly as it is found out that they need not be.
_MANY = 1000


def write(connection: Connection, stage: Stage, rows: int, some_refused: bool) -> tuple[int | None, int]:
    """Insert what is new and update what differs.

    Returns:
        The number of rows inserted, and of rows updated; None and the number of both where the server's
        count of this transaction's inserts has to tell them apart.
    """
    if rows >= _MANY and _beside(connection, stage):
        return _insert(connection, stage, some_refused), 0
    if stage.look.version >= _MERGE_TELLS:
        return _merge(connection, stage, some_refused)
    if stage.look.version >= _MERGE and stage.look.inserted is not None:
        merge, binds = _merge_statement(stage, some_refused)
        return None, int(bound(connection, merge, binds).rowcount)
    updated = _update(connection, stage, some_refused)
    absent = f"WHERE NOT EXISTS (SELECT FROM {stage.target} AS t WHERE {stage.match('t', 's')})"
    return _insert(connection, stage, some_refused, absent), updated


def _beside(connection: Connection, stage: Stage) -> bool:
    """That no row of the table has a leading key between the batch's first and last: then none can match,
    and the join is spared. So it is for a first load, and for days or numbers that only grow."""
    key = name(stage.plan.key[0].name)
    valid = f"{stage.table} AS s WHERE s.{REASON} IS NULL"
    staged = f"(SELECT s.{key} FROM {valid} ORDER BY s.{key}"
    # Most often one row tells: the table has it.
    one = f"(SELECT s.{key} FROM {valid} LIMIT 1)"
    known = f"EXISTS (SELECT FROM {stage.target} AS t WHERE t.{key} = {one})"
    # ORDER BY makes the planner walk the key's index, also without statistics.
    nearest = (
        f"(SELECT t.{key} FROM {stage.target} AS t "
        f"WHERE t.{key} >= {staged} LIMIT 1) ORDER BY t.{key} LIMIT 1)"
    )
    within = f"CASE WHEN {known} THEN true ELSE {nearest} <= {staged} DESC LIMIT 1) END"
    return run_sql(connection, f"SELECT {within}").scalar() is not True


def rowcount(connection: Connection, statement: str) -> int:
    """Run a statement and count the rows it touched."""
    return int(run_sql(connection, statement).rowcount)


def _valid(stage: Stage, some_refused: bool) -> str:
    where = f" WHERE s.{REASON} IS NULL" if some_refused else ""
    return f"(SELECT s.* FROM {stage.table} AS s{where})"


def _sets(stage: Stage) -> tuple[str, Binds]:
    plan = stage.plan
    sets = [f"{name(p.column.name)} = {stage.new_value(p)}" for p in plan.updated]
    touched, binds = touches(plan)
    if plan.tracked.can_inactivate:
        sets.append("inactivated_date = NULL")
    key = name(plan.key[0].name)
    return ", ".join([*sets, *touched]) or f"{key} = t.{key}", binds


def touches(plan: MergePlan) -> tuple[list[str], Binds]:
    """What every update sets beside the source's columns."""
    values, binds = _given("update", plan.on_update)
    names = [name(column.name) for column, _ in plan.on_update]
    touched = [f"{c} = {value}" for c, value in zip(names, values, strict=True)]
    return touched, binds


def _differs(stage: Stage) -> str:
    comes_back = " OR t.inactivated_date IS NOT NULL" if stage.plan.tracked.can_inactivate else ""
    return stage.differs("t", "s") + comes_back


def new_row(stage: Stage) -> tuple[list[str], list[str], Binds]:
    """Columns and values of an insert from rows ``s``, and the parameters in these."""
    filled = stage.plan.filled
    defaults = [(p.column, p.default) for p in filled]
    later = [p for p in stage.plan.staged if stage.plan.sparse and isinstance(p.default, ClauseElement)]
    more, binds = _given("default", [*defaults, *((p.column, p.default) for p in later)])
    made = dict(zip(later, more[len(filled) :], strict=True))
    columns = [*stage.columns, *[name(p.column.name) for p in filled]]
    values = [_new_value(stage, p, made.get(p)) for p in stage.plan.staged]
    values += more[: len(filled)]
    if stage.plan.batch_id is not None:  # as the default would, which is asked anew for every row
        columns, values = [*columns, BATCH_ID], [*values, literal(stage.plan.batch_id)]
    return columns, values, binds


def _new_value(stage: Stage, planned: PlanColumn, default: str | None) -> str:
    value = f"s.{name(planned.column.name)}"
    if not stage.plan.sparse or planned.is_key:
        return value
    kept = stage.look.columns[planned.column.name]
    if default is None and kept.identity:
        default = f"nextval(pg_get_serial_sequence({literal(stage.target)}, {literal(planned.column.name)}))"
    default = default or kept.default
    if default is None:
        return value
    return f"CASE WHEN {value} IS NULL AND {stage.unset(planned)} THEN {default} ELSE {value} END"


def _merge_statement(stage: Stage, some_refused: bool) -> tuple[str, Binds]:
    columns, values, binds = new_row(stage)
    sets, more = _sets(stage)
    statement = f"""MERGE INTO {stage.target} AS t USING {_valid(stage, some_refused)} AS s
  ON {stage.match("t", "s")}
  WHEN MATCHED AND ({_differs(stage)}) THEN UPDATE SET {sets}
  WHEN NOT MATCHED THEN INSERT ({", ".join(columns)}) VALUES ({", ".join(values)})"""
    return statement, [*binds, *more]


def _merge(connection: Connection, stage: Stage, some_refused: bool) -> tuple[int, int]:
    merge, binds = _merge_statement(stage, some_refused)
    statement = f"""WITH done AS (
  {merge}
  RETURNING merge_action() AS action
) SELECT count(*) FILTER (WHERE action = 'INSERT'), count(*) FILTER (WHERE action = 'UPDATE') FROM done"""
    inserted, updated = bound(connection, statement, binds).one()
    return int(inserted), int(updated)


def _update(connection: Connection, stage: Stage, some_refused: bool) -> int:
    sets, binds = _sets(stage)
    statement = (
        f"UPDATE {stage.target} AS t SET {sets} "
        f"FROM {_valid(stage, some_refused)} AS s WHERE {stage.match('t', 's')} AND ({_differs(stage)})"
    )
    return int(bound(connection, statement, binds).rowcount)


def _insert(connection: Connection, stage: Stage, some_refused: bool, where: str = "") -> int:
    columns, values, binds = new_row(stage)
    statement = (
        f"INSERT INTO {stage.target} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM {_valid(stage, some_refused)} AS s {where}"
    )
    return int(bound(connection, statement, binds).rowcount)


def bound(connection: Connection, statement: str, binds: Binds) -> Any:
    """Run a statement with the values of the model's own bound by their types."""
    if not binds:
        return run_sql(connection, statement)
    return connection.execute(with_parameters(statement, binds))


def _given(
    kind: str, values: Iterable[tuple[Column[Any], Any]]
) -> tuple[list[str], list[BindParameter[Any]]]:
    """The SQL of each value that the model gives by itself, and the parameters in it, named by the kind."""
    parts: list[str] = []
    binds: Binds = []
    for number, (column, value) in enumerate(values):
        if isinstance(value, ClauseElement):
            parts.append(f"({_compiled(column, value)})")
            continue
        key = f"{kind}_{number}"
        parts.append(parameter(key))
        binds.append(bindparam(key, value, type_=column.type))
    return parts, binds


def _compiled(column: Column[Any], value: ClauseElement) -> str:
    try:
        return str(value.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
    except (CompileError, NotImplementedError) as error:
        raise SourceColumnsError(
            f"{column.table.name}.{column.key} is given its value by a {type(value).__name__}, which merge "
            f"cannot write as SQL: {error}. Give the column in the source, or use a server default."
        ) from error
