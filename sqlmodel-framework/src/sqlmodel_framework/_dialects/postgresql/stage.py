"""The temporary table into which a batch comes before it is merged."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..._merge.order import INSTANT, NUMBER, TIME
from ..._merge.plan import MergePlan, PlanColumn
from ...errors import DeploymentError
from .look import Look, run_sql
from .quoting import literal, name

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

ROW, RANK, REASON, RAW = "sqlmodel_row", "sqlmodel_order", "sqlmodel_reason", "sqlmodel_raw"
#: Of a sparse row: by column, 1 where the row gives it, else 0; NULL where it gives all.
GIVEN = "sqlmodel_given"

_COUNTER = itertools.count(1)
# Types without an equality of their own: json, xml, and the geometric ones; then their arrays.
_COMPARED_AS_TEXT = frozenset(
    {114, 142, 600, 601, 602, 603, 604, 628, 718, 199, 143, 1017, 1018, 1019, 1020, 1027, 629, 719}
)
_RANK_TYPES = {NUMBER: "numeric", INSTANT: "timestamptz", TIME: "timestamp"}


@dataclass(frozen=True)
class Stage:
    """A staging table with the table's own column types, made for one merge."""

    table: str
    plan: MergePlan
    look: Look
    #: Columns that only the server can judge: text until :func:`give_types`.
    as_text: tuple[PlanColumn, ...] = ()

    @property
    def target(self) -> str:
        """The table to merge into."""
        return self.look.target

    @property
    def columns(self) -> list[str]:
        return [name(c.column.name) for c in self.plan.staged]

    @property
    def keys(self) -> list[str]:
        return [name(c.column.name) for c in self.plan.columns if c.is_key]

    def match(self, left: str, right: str) -> str:
        """That two rows have one key."""
        return " AND ".join(f"{left}.{k} = {right}.{k}" for k in self.keys)

    def unset(self, column: PlanColumn, alias: str = "s") -> str:
        """That a row of the stage does not give the column."""
        return f"substr({alias}.{GIVEN}, {self.plan.staged.index(column) + 1}, 1) = '0'"

    def new_value(self, column: PlanColumn, old: str = "t", alias: str = "s") -> str:
        """What an existing row is to have in the column."""
        quoted = name(column.column.name)
        if not self.plan.sparse:
            return f"{alias}.{quoted}"
        return f"CASE WHEN {self.unset(column, alias)} THEN {old}.{quoted} ELSE {alias}.{quoted} END"

    def differs(self, left: str, right: str) -> str:
        """That two rows of one key differ in what the table compares; ``false`` if it compares nothing."""
        parts = []
        for column in self.plan.compared:
            quoted, kind = name(column.column.name), self.look.columns[column.column.name]
            cast = "::text" if kind.oid in _COMPARED_AS_TEXT else ""
            cast = '::text COLLATE "C"' if kind.vague else cast
            said = f"{left}.{quoted}{cast} IS DISTINCT FROM {right}.{quoted}{cast}"
            if self.plan.sparse:
                said = f"({self.unset(column, right)}) IS NOT TRUE AND {said}"
            parts.append(said)
        return " OR ".join(parts) or "false"

    def document(self, alias: str) -> str:
        """A staged row as JSON."""
        picked = ", ".join(
            f"{alias}.{name(c.column.name)}" for c in self.plan.staged if c.source in self.plan.names
        )
        return f"(SELECT to_jsonb(picked.*) FROM (SELECT {picked}) AS picked)"

    def refuse(self, connection: Connection, condition: str, reason: str) -> int:
        """Refuse the rows ``t`` of the stage for which a condition holds; gives how many."""
        found = run_sql(
            connection,
            f"UPDATE {self.table} AS t SET {REASON} = {reason}, "
            f"{RAW} = COALESCE({RAW}, {self.document('t')}) WHERE t.{REASON} IS NULL AND ({condition})",
        )
        return int(found.rowcount)


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
    #: That rows may lack what only new rows need.
    lacking: bool = False


def make_stage(
    connection: Connection,
    plan: MergePlan,
    look: Look,
    rank_type: str | None,
    as_text: tuple[PlanColumn, ...] = (),
) -> Stage:
    """Create the temporary table; it goes with the transaction at the latest.

    Raises:
        DeploymentError: the table has not all of the model's columns.
    """
    for planned in plan.columns:
        if planned.column.name not in look.columns:
            raise DeploymentError(
                f"{plan.target_name} has no column {planned.column.name} in the database, as the model says. "
                "Bring the table to the model with deploy(engine, models), or by a migration."
            )
    table = f"pg_temp.sqlmodel_stage_{next(_COUNTER)}"
    made = ", ".join(
        f"NULL::text AS {name(c.column.name)}" if c in as_text else f"t.{name(c.column.name)}"
        for c in plan.staged
    )
    rank = f", NULL::{rank_type} AS {RANK}" if plan.has_order else ""
    given = f", NULL::text AS {GIVEN}" if plan.sparse else ""
    run_sql(
        connection,
        f"CREATE TEMPORARY TABLE {table.partition('.')[2]} ON COMMIT DROP AS SELECT {made}, "
        f"NULL::bigint AS {ROW}{rank}{given}, NULL::text AS {REASON}, NULL::jsonb AS {RAW} "
        f"FROM {look.target} AS t WITH NO DATA",
    )
    return Stage(table, plan, look, as_text)


def column_oids(result: Any) -> tuple[int, ...]:
    """The type OIDs of a result's columns."""
    oids = tuple(int(d[1]) for d in result.cursor.description)
    result.close()
    return oids


def rank_sql(kind: str | None) -> str:
    """``_order``, kept as text while its kind was not known, as what it is compared as."""
    return f"{RANK}::{_RANK_TYPES[kind]}" if kind else RANK


def said(column: PlanColumn, text: str) -> str:
    """The beginning of a reason, as a constant of SQL."""
    return literal(f"column {column.source}: {text}")
