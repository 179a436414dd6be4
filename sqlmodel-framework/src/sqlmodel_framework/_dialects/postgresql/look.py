"""What merge asks of its session and table, in one statement, and what it sets there and sets back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from ..._history.tracked import Tracked
from ...errors import DeploymentError
from .quoting import literal, qualified_name, target_of
from .trigger_set import own_triggers

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_BATCH = "sqlmodel_framework.batch"
# The lock: one merge at a time into a table, so no two can wait for each other's rows. 64 MB to hash in: a
# batch is joined whole, and the default of 4 MB spills it to disk. And a page out of order costs as on flash:
# at the default of 4, a table of which one row in a hundred changed is read whole.
_LOOK = """SELECT json_build_object(
 'locked', pg_advisory_xact_lock(hashtextextended({place}, 7041))::text,
 'work_mem', current_setting('work_mem'),
 'raised', CASE WHEN pg_size_bytes(current_setting('work_mem')) < 67108864
                THEN set_config('work_mem', '64MB', true) END,
 'batch', current_setting('{setting}', true), 'loading', {loading},
 'page_cost', current_setting('random_page_cost'),
 'lowered', CASE WHEN current_setting('random_page_cost')::float > 1.1
                 THEN set_config('random_page_cost', '1.1', true) END,
 'nestloop', current_setting('enable_nestloop'),
 'cursors', EXISTS (SELECT FROM pg_cursors WHERE name <> ''),
 'rows', c.reltuples, 'inserted', {inserted},
 'constrained', EXISTS (SELECT FROM pg_constraint AS k
     WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f', 'x', 'u'))
   OR EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary),
 'columns', (
   SELECT json_object_agg(a.attname, json_build_object(
     'oid', b.oid::bigint, 'type', format_type(a.atttypid, a.atttypmod), 'bare', format_type(a.atttypid, -1),
     'domain', b.oid <> t.oid,
     'vague', b.typcategory = 'S' AND b.oid >= 16384 OR COALESCE(NOT l.collisdeterministic, false),
     'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
     'generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
     'identity', a.attidentity <> '', 'required', a.attnotnull) ORDER BY a.attnum)
   FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
   JOIN pg_type AS b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
   LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
   LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))::text
FROM pg_class AS c WHERE c.oid = to_regclass({target})"""
# The server's count of rows inserted in this transaction; NULL where it may count others', too: of a table
# with children, or with a trigger or a rule of somebody else's, which may insert as well.
_INSERTED = """CASE WHEN current_setting('track_counts')::boolean AND c.relkind = 'r' AND NOT c.relhassubclass
   AND NOT c.relhasrules AND NOT EXISTS (SELECT FROM pg_trigger AS g
     WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgname NOT IN ({own}))
   THEN pg_stat_get_xact_tuples_inserted(c.oid) END"""


def run_sql(connection: Connection, statement: str) -> Any:
    """Run SQL as it stands, without the driver looking for parameters in it."""
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@dataclass(frozen=True)
class ServerColumn:
    """A column as the database has it."""

    #: The type's OID; of a domain its base's.
    oid: int
    #: The type with its limit, and without.
    type: str
    bare: str
    domain: bool
    #: Whether its own equality passes over what differs, as citext does over case.
    vague: bool
    default: str | None
    generated: str | None
    identity: bool
    required: bool


@dataclass(frozen=True)
class Look:
    """A session and a table when a merge begins."""

    #: As ``server_version_num``: 150018 for 15.18.
    version: int
    #: The table's name as SQL writes it.
    target: str
    #: Whether somebody may still read from a cursor of the session.
    cursors: bool
    #: Rows of the table by its statistics; less than 0 where nobody looked.
    rows: float
    #: Rows inserted in this transaction so far; None where that cannot be told.
    inserted: int | None
    #: Whether the table may refuse a row for more than its types, nulls and primary key.
    constrained: bool
    columns: Mapping[str, ServerColumn]
    #: The load's name that was in force; None where it stays so.
    _batch: str | None
    _work_mem: str | None
    _page_cost: str | None
    _nestloop: str
    _sql_inserted: str

    def hash_joins(self, connection: Connection, rows: int) -> bool:
        """Have no nested loop where the batch is not small beside its table, whatever the statistics say.

        After VACUUM of an empty table the planner looks for each row of the batch through all of it; the
        table grows as the same statement inserts, and a first load would take a time quadratic in its rows.
        """
        switched = 0 <= self.rows < rows
        if switched:
            run_sql(connection, "SET LOCAL enable_nestloop = off")
        return switched

    def inserted_by_now(self, connection: Connection) -> int | None:
        """Rows inserted in this transaction, those that were taken back among them."""
        where = f"FROM pg_class AS c WHERE c.oid = {literal(self.target)}::regclass"
        found = run_sql(connection, f"SELECT {self._sql_inserted} {where}").scalar()
        return None if found is None else int(found)

    def set_back(self, connection: Connection, switched: bool) -> int | None:
        """Leave the session as it was; gives the rows inserted in this transaction by now."""
        parts = [self._sql_inserted if self.inserted is not None else "NULL"]
        if self._work_mem is not None:
            parts.append(f"set_config('work_mem', {literal(self._work_mem)}, true)")
        if self._page_cost is not None:
            parts.append(f"set_config('random_page_cost', {literal(self._page_cost)}, true)")
        if self._batch is not None:
            parts.append(f"set_config('{_BATCH}', {literal(self._batch)}, true)")
        if switched:
            parts.append(f"set_config('enable_nestloop', {literal(self._nestloop)}, true)")
        if parts == ["NULL"]:
            return None
        where = f"FROM pg_class AS c WHERE c.oid = {literal(self.target)}::regclass"
        found = run_sql(connection, f"SELECT {', '.join(parts)} {where}").first()
        return None if found is None or found[0] is None else int(found[0])


def look_at(connection: Connection, tracked: Tracked, batch: str | None) -> Look:
    """Wait until no other merge writes to the table, look, and let what follows belong to a load.

    Raises:
        DeploymentError: the table is not there.
    """
    schema, name = target_of(connection, tracked.table)
    target = qualified_name(schema, name)
    own = ", ".join(literal(t) for t in own_triggers(tracked))
    inserted = _INSERTED.format(own=own)
    place = literal(".".join(filter(None, (schema, name))))
    loading = "NULL" if batch is None else f"set_config('{_BATCH}', {literal(batch)}, true)"
    asked = _LOOK.format(
        place=place, target=literal(target), inserted=inserted, loading=loading, setting=_BATCH
    )
    said = run_sql(connection, asked).scalar()
    if said is None:
        raise DeploymentError(
            f"{target} is not there to merge into. Make it with deploy(engine, models), or "
            "SQLModel.metadata.create_all(engine)."
        )
    found = json.loads(said)
    return Look(
        version=server_version(connection),
        target=target,
        cursors=found["cursors"],
        rows=found["rows"],
        inserted=found["inserted"],
        constrained=found["constrained"],
        columns={n: ServerColumn(**c) for n, c in found["columns"].items()},
        _batch=None if batch is None else found["batch"] or "",
        _work_mem=found["work_mem"] if found["raised"] else None,
        _page_cost=found["page_cost"] if found["lowered"] else None,
        _nestloop=found["nestloop"],
        _sql_inserted=inserted,
    )


def server_version(connection: Connection) -> int:
    """As ``server_version_num``: 150018 for 15.18."""
    raw: Any = connection.connection
    return int(raw.dbapi_connection.info.server_version)


def sqlstate_of(error: DBAPIError) -> str:
    """The database's code of an error, by either driver; empty where there is none."""
    found: Any = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return str(found or "")
