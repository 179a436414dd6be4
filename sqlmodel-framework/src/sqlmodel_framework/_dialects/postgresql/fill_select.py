"""Brings a select into the stage inside the database, where SQL works out what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, literal_column, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import column, table
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.expression import Executable

from ..._merge.order import ORDER
from ..._merge.plan import MergePlan
from ..._merge.source import SelectSource
from ...errors import SourceColumnsError
from .casts import TEXTS, Casts
from .cells import cell
from .look import Look, run_sql, sqlstate_of
from .quoting import literal, name
from .stage import RANK, RAW, REASON, ROW, Filled, Stage, column_oids, make_stage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_LAST = "sqlmodel_last"
# Of so small a part of the table each row is found by the index: to look it up before it is staged costs more
# than the staging, which is spared where nothing has changed.
_FEW = 0.1


class _Explain(Executable, ClauseElement):
    """EXPLAIN of a statement."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(_Explain)
def _explain(element: _Explain, compiler: Any, **kw: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **kw)}"


def fill_from_select(connection: Connection, plan: MergePlan, look: Look, source: SelectSource) -> Filled:
    """Make the stage and insert the select's rows into it."""
    inner: Any = source.select.subquery("src")
    probe = connection.execute(select(inner).limit(0))
    oids = dict(zip(source.names, column_oids(probe), strict=True))
    casts = Casts(connection, look)
    rank = None
    if plan.has_order:
        rank = casts.name_of(oids[ORDER])
        if oids[ORDER] in TEXTS:
            raise SourceColumnsError(
                f"{ORDER} is {rank} in the select, and as text '9' comes after '10'. "
                "Cast it to what it says: sqlalchemy.cast(column, Numeric) or DateTime(timezone=True)."
            )
    for planned in plan.staged:
        if planned.make is not None:
            raise SourceColumnsError(
                f"{plan.target_name}.{planned.source} is filled by a Python function, which no row inside "
                "the database can call. Give the column in the select, or use a server default."
            )
    stage = make_stage(connection, plan, look, rank)
    run_sql(connection, "SAVEPOINT sqlmodel_fill")
    try:
        # Nearly always every value is of its column's type, and to ask of each costs more than the rest.
        unique = _insert(connection, stage, Casts(connection, look, trusting=True), source, oids)
    except DBAPIError as error:
        if error.connection_invalidated or sqlstate_of(error)[:2] not in ("22", "23"):
            raise
        run_sql(connection, "ROLLBACK TO SAVEPOINT sqlmodel_fill")
        unique = _insert(connection, stage, casts, source, oids)
    run_sql(connection, "RELEASE SAVEPOINT sqlmodel_fill")
    # The last row is always there.
    total, refused = run_sql(
        connection, f"SELECT COALESCE(max({ROW}), 0), count({REASON}) FROM {stage.table}"
    ).one()
    return Filled(stage, int(total), int(refused), unique)


def _insert(
    connection: Connection, stage: Stage, casts: Casts, source: SelectSource, oids: dict[str, int]
) -> bool:
    """Fill the stage; gives whether no key comes twice, as far as that is known."""
    plan = stage.plan
    checks: list[str] = []
    cells: list[str] = []
    if plan.reject_column is not None:
        checks.append(f"src.{name(plan.reject_column)}::text")
    for planned in plan.staged:
        target_oid = stage.look.columns[planned.column.name].oid
        value, reasons = cell(casts, planned, oids[planned.source], target_oid)
        cells.append(value)
        checks += reasons
    reason = f"COALESCE({', '.join(checks)})" if checks else "NULL::text"
    raw = "to_jsonb(src.*)" + (f" - {literal(plan.reject_column)}" if plan.reject_column else "")
    names = [c.column.name for c in plan.staged] + [ROW]
    picked = [*cells, "row_number() OVER ()"]
    if plan.has_order:
        names.append(RANK)
        picked.append(f"src.{name(ORDER)}")
    names += [REASON, RAW]
    picked += [reason, f"CASE WHEN {reason} IS NOT NULL THEN {raw} END"]
    inner: Any = source.select.subquery("src")
    if casts.checked:
        # OFFSET 0 keeps the planner from working out a constant's cast before its check.
        inner = select(source.select.subquery("given")).offset(0).subquery("src")
    unique = _is_unique(connection, stage, inner, dict(zip(stage.columns, cells, strict=True)))
    found: list[Any] = [literal_column(p).label(n) for p, n in zip(picked, names, strict=True)]
    leaves_out = plan.delete == "ignore" and not _is_few(connection, stage, inner)
    if leaves_out:
        found.append(literal_column("lead(true) OVER () IS NULL").label(_LAST))
    query: Any = select(*found).select_from(inner)
    read = query.subquery("s") if unique else query.cte("s")
    rows: Any = select(*[read.c[n] for n in names])
    if leaves_out:
        rows = rows.where(literal_column(f"NOT EXISTS ({_unchanged(stage, unique)})"))
    target = table(stage.table.partition(".")[2], *[column(n) for n in names])
    connection.execute(insert(target).from_select(names, rows))
    return unique


def _is_unique(connection: Connection, stage: Stage, inner: Any, cells: dict[str, str]) -> bool:
    """Whether the server can prove that the select has no key twice.

    Its planner leaves a LEFT JOIN out where nothing is read from the other side and each row finds one at
    most: by a unique index, DISTINCT or GROUP BY.
    """
    if any(stage.look.columns[c.name].vague for c in stage.plan.key):
        return False
    keys = [c.name for c in stage.plan.key]
    staged = table(stage.table.partition(".")[2], *map(column, keys))
    match = and_(*[staged.c[key] == literal_column(cells[name(key)]) for key in keys])
    joined: Any = select(literal_column("1")).select_from(staged.outerjoin(inner, match))
    return not any("Join" in step or step == "Nested Loop" for step in _steps(_planned(connection, joined)))


def _is_few(connection: Connection, stage: Stage, inner: Any) -> bool:
    """Whether the server expects of the select a small part of the table's rows."""
    return bool(_planned(connection, select(inner))["Plan Rows"] < _FEW * stage.look.rows)


def _planned(connection: Connection, query: Any) -> Any:
    """The topmost step of a query's plan."""
    (found,) = connection.execute(_Explain(query)).scalars()
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _steps(plan: Any) -> Iterator[str]:
    yield plan["Node Type"]
    for inner in plan.get("Plans", ()):
        yield from _steps(inner)


def _unchanged(stage: Stage, unique: bool) -> str:
    """The row of the table that is just as a row ``s``; none for the last one, whose number is the count of
    all, and for those of a key that comes twice."""
    keys = ", ".join(f"s.{k}" for k in stage.keys)
    differs = stage.differs("t", "s")
    if stage.plan.tracked.can_inactivate:
        differs += " OR t.inactivated_date IS NOT NULL"
    twice = f"SELECT {keys} FROM s WHERE s.{REASON} IS NULL GROUP BY {keys} HAVING count(*) > 1"
    return (
        f"SELECT FROM {stage.target} AS t WHERE {stage.match('t', 's')} AND s.{REASON} IS NULL "
        f"AND NOT s.{_LAST} AND NOT ({differs})" + ("" if unique else f" AND ({keys}) NOT IN ({twice})")
    )
