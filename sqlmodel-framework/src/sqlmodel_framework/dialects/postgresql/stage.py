"""The temporary table into which a batch comes before it is merged."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...merging.order import INSTANT, NUMBER, TIME
from ...merging.plan import MergePlan, PlanColumn
from .quoting import literal, name, qualified_name, target_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

ROW, RANK, REASON, RAW = "sqlmodel_row", "sqlmodel_order", "sqlmodel_reason", "sqlmodel_raw"

_COUNTER = itertools.count(1)
# Types without an equality of their own: json, xml, and the geometric ones; then their arrays.
_COMPARED_AS_TEXT = frozenset(
    {114, 142, 600, 601, 602, 603, 604, 628, 718, 199, 143, 1017, 1018, 1019, 1020, 1027, 629, 719}
)
_RANK_TYPES = {NUMBER: "numeric", INSTANT: "timestamptz", TIME: "timestamp"}


def run_sql(connection: Connection, statement: str) -> Any:
    """Run SQL as it stands, without the driver looking for parameters in it."""
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@dataclass(frozen=True)
class Stage:
    """A staging table with the table's own column types, made for one merge."""

    table: str
    #: The table to merge into.
    target: str
    plan: MergePlan
    #: Type OID of each of the plan's columns in the table, in the plan's order.
    oids: tuple[int, ...]
    #: Columns that only the server can judge: text until :func:`give_types`.
    as_text: tuple[PlanColumn, ...] = ()
    #: Names of columns whose own equality passes over what differs, as citext does over case.
    vague: frozenset[str] = frozenset()

    @property
    def columns(self) -> list[str]:
        return [name(c.column.name) for c in self.plan.sourced]

    @property
    def keys(self) -> list[str]:
        return [name(c.column.name) for c in self.plan.columns if c.is_key]

    def match(self, left: str, right: str) -> str:
        """That two rows have one key."""
        return " AND ".join(f"{left}.{k} = {right}.{k}" for k in self.keys)

    def differs(self, left: str, right: str) -> str:
        """That two rows of one key differ in what the table compares; ``false`` if it compares nothing."""
        oids = dict(zip(self.plan.sourced, self.oids, strict=True))
        parts = []
        for column in self.plan.compared:
            quoted = name(column.column.name)
            cast = "::text" if oids[column] in _COMPARED_AS_TEXT else ""
            cast = '::text COLLATE "C"' if column.column.name in self.vague else cast
            parts.append(f"{left}.{quoted}{cast} IS DISTINCT FROM {right}.{quoted}{cast}")
        return " OR ".join(parts) or "false"

    def document(self, alias: str) -> str:
        """A staged row as JSON."""
        picked = ", ".join(f"{alias}.{c}" for c in self.columns)
        return f"(SELECT to_jsonb(picked.*) FROM (SELECT {picked}) AS picked)"


@dataclass(frozen=True)
class Filled:
    """A stage that holds a source's rows."""

    stage: Stage
    rows: int
    refused: int
    #: That no key comes twice, where that is known already.
    unique: bool = False
    #: The column that ranks rows of one key, as what it is compared as.
    rank: str = RANK


def make_stage(
    connection: Connection, plan: MergePlan, rank_type: str | None, as_text: tuple[PlanColumn, ...] = ()
) -> Stage:
    """Create the temporary table; it goes with the transaction at the latest."""
    table = f"pg_temp.sqlmodel_stage_{next(_COUNTER)}"
    target = qualified_name(*target_of(connection, plan.tracked.table))
    picked = ", ".join(f"t.{name(c.column.name)}" for c in plan.sourced)
    made = ", ".join(
        f"NULL::text AS {name(c.column.name)}" if c in as_text else f"t.{name(c.column.name)}"
        for c in plan.sourced
    )
    rank = f", NULL::{rank_type} AS {RANK}" if plan.has_order else ""
    run_sql(
        connection,
        f"CREATE TEMPORARY TABLE {table.partition('.')[2]} ON COMMIT DROP AS SELECT {made}, "
        f"NULL::bigint AS {ROW}{rank}, NULL::text AS {REASON}, NULL::jsonb AS {RAW} "
        f"FROM {target} AS t WITH NO DATA",
    )
    oids = column_oids(run_sql(connection, f"SELECT {picked} FROM {target} AS t LIMIT 0"))
    return Stage(table, target, plan, oids, as_text, _vague(connection, target))


def _vague(connection: Connection, target: str) -> frozenset[str]:
    """The columns of types like text that are not the server's own, or under a collation that takes
    different letters for the same."""
    found = run_sql(
        connection,
        "SELECT a.attname FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid "
        "LEFT JOIN pg_collation AS c ON c.oid = a.attcollation "
        f"WHERE a.attrelid = {literal(target)}::regclass AND a.attnum > 0 AND NOT a.attisdropped "
        "AND (t.typcategory = 'S' AND t.oid >= 16384 OR NOT c.collisdeterministic)",
    )
    return frozenset(str(r[0]) for r in found)


def column_oids(result: Any) -> tuple[int, ...]:
    """The type OIDs of a result's columns."""
    oids = tuple(int(d[1]) for d in result.cursor.description)
    result.close()
    return oids


def rank_sql(kind: str | None) -> str:
    """``_order``, kept as text while its kind was not known, as what it is compared as."""
    return f"{RANK}::{_RANK_TYPES[kind]}" if kind else RANK
