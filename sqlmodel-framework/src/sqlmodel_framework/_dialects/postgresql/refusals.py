"""Which rows of a batch the table refuses, and why: asked in sets, once the table has refused the batch.

What is compared is the table as it would be: the rows of the batch as they are to be written, and the rows of
the table that the batch leaves alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ..._history.tracked import EFFECTIVE_FROM, EFFECTIVE_TO
from .look import run_sql
from .quoting import literal, name
from .stage import RAW, REASON, ROW, Filled
from .write import bound, new_row

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_PLACE = "sqlmodel_place"
_CONSTRAINTS = """SELECT k.contype::text AS kind, k.conname AS name,
  pg_get_expr(k.conbin, k.conrelid) AS condition,
  k.confrelid::regclass::text AS other, k.confrelid = k.conrelid AS own,
  ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u(n, o)
        JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o) AS columns,
  ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u(n, o)
        JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o) AS referred
FROM pg_constraint AS k
WHERE k.conrelid = {target}::regclass AND k.contype IN ('c', 'f') AND NOT k.condeferred
ORDER BY k.contype, k.conname"""
_INDEXES = """SELECT c.relname AS name, pg_get_expr(i.indpred, i.indrelid) AS condition,
  ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true)
        FROM generate_series(1, i.indnkeyatts) AS n ORDER BY n) AS parts,
  ARRAY(SELECT format('OPERATOR(%I.%s)', s.nspname, o.oprname)
        FROM unnest(k.conexclop) WITH ORDINALITY AS u(n, p)
        JOIN pg_operator AS o ON o.oid = u.n JOIN pg_namespace AS s ON s.oid = o.oprnamespace
        ORDER BY u.p) AS operators
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
WHERE i.indrelid = {target}::regclass AND (i.indisunique OR i.indisexclusion) AND k.condeferred IS NOT TRUE
ORDER BY i.indisprimary DESC, c.relname"""


def refuse_violations(connection: Connection, filled: Filled, ordered: bool) -> int:
    """Refuse the rows that the table would refuse; gives how many, 0 where it is none of them by itself."""
    refused = 0
    run_sql(connection, "SAVEPOINT sqlmodel_ask")
    try:
        # A refused row leaves the table's own as it is, which may be in the way of another.
        while more := _round(connection, filled, ordered):
            refused += more
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        # A question that cannot be answered, for want of a right to another table, say.
        run_sql(connection, "ROLLBACK TO SAVEPOINT sqlmodel_ask")
        return 0
    run_sql(connection, "RELEASE SAVEPOINT sqlmodel_ask")
    return refused


def _round(connection: Connection, filled: Filled, ordered: bool) -> int:
    stage = filled.stage
    asked = _Asked(connection, filled, ordered)
    refused = asked.refuse_periods()
    if refused:
        return refused
    asked.make()
    refused = asked.refuse_nulls()
    for found in run_sql(connection, _CONSTRAINTS.format(target=literal(stage.target))).all():
        refused += asked.refuse_check(found) if found.kind == "c" else asked.refuse_reference(found)
    for found in run_sql(connection, _INDEXES.format(target=literal(stage.target))).all():
        refused += asked.refuse_twins(found)
    asked.drop()
    return refused


class _Asked:
    """The batch as it would be in the table."""

    def __init__(self, connection: Connection, filled: Filled, ordered: bool) -> None:
        self._connection = connection
        self._stage = filled.stage
        self._rows = f"{filled.stage.table}_rows"
        document = "" if ordered else f"{filled.stage.document('s')}::text, "
        rank = f"s.{filled.rank} DESC NULLS LAST, " if filled.stage.plan.has_order else ""
        self._order = f"{rank}{document}s.{ROW}"

    def make(self) -> None:
        """Keep it in a table of its own, with what the database computes."""
        stage = self._stage
        columns, values, binds = new_row(stage)
        new = dict(zip(columns, values, strict=True))
        updated = {name(p.column.name): stage.new_value(p) for p in stage.plan.updated}
        listed, picked, computed = [], [], []
        first = stage.keys[0]
        for plain, column in stage.look.columns.items():
            quoted = name(plain)
            if column.generated is not None:
                computed.append((quoted, f"({column.generated})"))
                continue
            default = column.default if column.default and "nextval" not in column.default else "NULL"
            fresh = new.get(quoted, default)
            old = fresh if quoted in stage.keys else updated.get(quoted, f"t.{quoted}")
            listed.append(quoted)
            picked.append(f"CASE WHEN t.{first} IS NULL THEN {fresh} ELSE {old} END AS {quoted}")
        run_sql(
            self._connection,
            f"CREATE TEMPORARY TABLE {self._rows.partition('.')[2]} ON COMMIT DROP AS SELECT t.*, "
            f"NULL::bigint AS {ROW}, NULL::bigint AS {_PLACE} FROM {stage.target} AS t WITH NO DATA",
        )
        inner = (
            f"SELECT {', '.join(picked)}, s.{ROW}, row_number() OVER (ORDER BY {self._order}) AS {_PLACE} "
            f"FROM {stage.table} AS s LEFT JOIN {stage.target} AS t ON {stage.match('s', 't')} "
            f"WHERE s.{REASON} IS NULL"
        )
        into = ", ".join([*listed, ROW, _PLACE, *(c for c, _ in computed)])
        made = ", ".join([*listed, ROW, _PLACE, *(e for _, e in computed)])
        bound(self._connection, f"INSERT INTO {self._rows} ({into}) SELECT {made} FROM ({inner}) AS n", binds)
        run_sql(self._connection, f"ANALYZE {self._rows}")

    def drop(self) -> None:
        run_sql(self._connection, f"DROP TABLE {self._rows}")

    def _refuse(self, picked: str, condition: str, reason: str) -> int:
        """Refuse the rows that a condition holds for; ``picked`` is what its FROM and reason may name."""
        stage = self._stage
        found = f"(SELECT n.{ROW}, {reason} AS reason FROM {picked} AS n WHERE {condition})"
        result = run_sql(
            self._connection,
            f"UPDATE {stage.table} AS t SET {REASON} = r.reason, {RAW} = {stage.document('t')} "
            f"FROM {found} AS r WHERE r.{ROW} = t.{ROW} AND t.{REASON} IS NULL",
        )
        return int(result.rowcount)

    def refuse_periods(self) -> int:
        """Rows that end before they begin, of which no period can be made."""
        stage = self._stage
        staged = {c.column.name for c in stage.plan.staged}
        if not {EFFECTIVE_FROM, EFFECTIVE_TO} <= staged or not stage.plan.tracked.is_temporal:
            return 0
        return stage.refuse(
            self._connection,
            f"t.{EFFECTIVE_TO} < t.{EFFECTIVE_FROM}",
            literal(f"{EFFECTIVE_TO} is before {EFFECTIVE_FROM}"),
        )

    def refuse_nulls(self) -> int:
        refused = 0
        for plain, column in self._stage.look.columns.items():
            if column.required and column.generated is None and not column.identity and not column.default:
                reason = literal(f"required column {plain} is null")
                refused += self._refuse(self._rows, f"n.{name(plain)} IS NULL", reason)
        return refused

    def refuse_check(self, found: Any) -> int:
        # Its names stand alone: within a query of their own they mean the row's.
        rows = f"(SELECT * FROM {self._rows} WHERE ({found.condition}) IS FALSE)"
        return self._refuse(rows, "true", literal(f"the check {found.name} does not hold: {found.condition}"))

    def refuse_reference(self, found: Any) -> int:
        mine = [f"n.{name(c)}" for c in found.columns]
        same = " AND ".join(f"o.{name(r)} = {m}" for r, m in zip(found.referred, mine, strict=True))
        absent = f"NOT EXISTS (SELECT FROM {found.other} AS o WHERE {same})"
        if found.own:  # the row that is referred to may be of this batch
            absent += f" AND NOT EXISTS (SELECT FROM {self._rows} AS o WHERE {same})"
        there = " AND ".join(f"{m} IS NOT NULL" for m in mine)
        named = f"{_columns(found.columns)}: no row of {found.other} has {', '.join(found.referred)} "
        reason = f"{literal(named)} || {_values(mine)}"
        return self._refuse(self._rows, f"{there} AND {absent}", reason)

    def refuse_twins(self, found: Any) -> int:
        """Rows that have what another has, where no two may; or that overlap another."""
        stage = self._stage
        operators = found.operators or ["="] * len(found.parts)
        told = "overlaps another row" if found.operators else "is already in another row"
        parts = [f"sqlmodel_p{i}" for i in range(len(found.parts))]
        listed = ", ".join(f"({e}) AS {p}" for e, p in zip(found.parts, parts, strict=True))
        where = f" WHERE {found.condition}" if found.condition else ""
        keys = ", ".join(stage.keys)
        theirs = f"(SELECT {listed}, {keys} FROM {stage.target}{where})"
        # A row that has the value already comes before those that would take it.
        same = " AND ".join(f"h.{p} IS NOT DISTINCT FROM m.{p}" for p in parts)
        stays = f"EXISTS (SELECT FROM {theirs} AS h WHERE {stage.match('h', 'm')} AND {same})"
        mine = (
            f"(SELECT m.*, NOT {stays} AS sqlmodel_moves "
            f"FROM (SELECT {listed}, {keys}, {ROW}, {_PLACE} FROM {self._rows}{where}) AS m)"
        )
        clash = " AND ".join(f"o.{p} {op} n.{p}" for p, op in zip(parts, operators, strict=True))
        left_alone = f"NOT EXISTS (SELECT FROM {self._rows} AS b WHERE {stage.match('b', 'o')})"
        if (
            stage.plan.delete == "delete"
        ):  # of the others only those stay that the source has, in a refused row
            left_alone += f" AND EXISTS (SELECT FROM {stage.table} AS b WHERE {stage.match('b', 'o')})"
        earlier = f"(o.sqlmodel_moves, o.{_PLACE}) < (n.sqlmodel_moves, n.{_PLACE})"
        start, shown = literal(f"{_columns(found.parts)}: "), _values([f"n.{p}" for p in parts])
        with_table = f"EXISTS (SELECT FROM {theirs} AS o WHERE {clash} AND {left_alone})"
        with_batch = f"EXISTS (SELECT FROM {mine} AS o WHERE {clash} AND {earlier})"
        reason = f"{start} || {shown} || {literal(f' {told}')}"
        return self._refuse(mine, f"{with_table} OR {with_batch}", reason)


def _columns(names: list[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _values(expressions: list[str]) -> str:
    """SQL for values as a reason shows them."""
    return " || ', ' || ".join(f"COALESCE(quote_literal(left({e}::text, 100)), 'NULL')" for e in expressions)
