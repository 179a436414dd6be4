"""SQLite's triggers: they run for each row, after it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateColumn

from ..._deploy.plan import Step
from ..._history.tracked import BATCH_ID, EFFECTIVE_FROM, EFFECTIVE_TO, SYSTIME, Tracked

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_DIALECT: Any = cast(Any, SQLiteDialect)(paramstyle="named")

#: The statement's instant in UTC, as SQLAlchemy keeps one: milliseconds, written as microseconds.
NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"
#: Actor and batch of the running transaction; one in each file, since a trigger sees its own file only.
IN_FORCE = "sqlmodel_framework_in_force"
_ACTOR = f"(SELECT max(value) FROM {IN_FORCE} WHERE setting = 'actor')"
_BATCH = f"(SELECT max(value) FROM {IN_FORCE} WHERE setting = 'batch')"
# Set while an insert is given its batch, which is no change of a row.
_INSERTING = f"EXISTS (SELECT 1 FROM {IN_FORCE} WHERE setting = 'inserting')"


def compiled(element: Any) -> str:
    """A DDL element as text."""
    return str(element.compile(dialect=_DIALECT)).strip()


def quote(identifier: str) -> str:
    """One identifier, quoted where it must be."""
    return str(_DIALECT.identifier_preparer.quote(identifier))


def of(table: Table, identifier: str) -> str:
    """A name in the file that the table is in, which may be an attached one."""
    return f"{quote(table.schema)}.{quote(identifier)}" if table.schema else quote(identifier)


def in_force_table(schema: str | None) -> str:
    """The statement that makes the table which holds actor and batch while a transaction runs."""
    place = f"{quote(schema) + '.' if schema else ''}{IN_FORCE}"
    return f"CREATE TABLE IF NOT EXISTS {place} (setting TEXT PRIMARY KEY, value TEXT)"


def _next(systime: str) -> str:
    """The instant at which a version ends: the statement's, but a microsecond past its start at least."""
    micros = f"CAST(substr({systime}, 21) AS INTEGER)"
    carried = f"strftime('%Y-%m-%d %H:%M:%S', {systime}, '+1 second') || '.000000'"
    later = f"CASE WHEN {micros} < 999999 THEN substr({systime}, 1, 20) || printf('%06d', {micros} + 1) "
    return f"max({NOW}, {later}ELSE {carried} END)"


def trigger_set(tracked: Tracked) -> dict[str, str]:
    """The triggers by name, as the file has them: what follows CREATE TRIGGER but for its schema."""
    table, systime, batch = quote(tracked.table.name), quote(SYSTIME), quote(BATCH_ID)
    columns = ", ".join(quote(c.name) for c in tracked.recorded)
    old = ", ".join(f"OLD.{quote(c.name)}" for c in tracked.recorded)
    until = _next(f"OLD.{systime}")
    keys = " AND ".join(f"{quote(c.name)} IS NEW.{quote(c.name)}" for c in tracked.key)

    def record(op: str) -> str:
        return (
            f"INSERT INTO {quote(tracked.history.name)} ({columns}, sys_to, op, actor, txid) "
            f"VALUES ({old}, {until}, '{op}', {_ACTOR}, 0);"
        )

    bodies = {
        # The update below must not be recorded once more where recursive_triggers is on.
        "_zz_history_update": (
            f"AFTER UPDATE ON {table} FOR EACH ROW WHEN NOT NEW.{systime} > OLD.{systime} "
            f"AND NOT {_INSERTING} BEGIN {record('U')} "
            f"UPDATE {table} SET {systime} = {until}, {batch} = {_BATCH} WHERE {keys}; END"
        ),
        "_zz_history_delete": f"AFTER DELETE ON {table} FOR EACH ROW BEGIN {record('D')} END",
        "_zz_history_insert": (
            f"AFTER INSERT ON {table} FOR EACH ROW BEGIN INSERT OR IGNORE INTO "
            f"{quote(tracked.log.name)} (txid, at, op, actor) VALUES (0, NEW.{systime}, 'I', {_ACTOR}); "
            f"INSERT INTO {IN_FORCE} VALUES ('inserting', ''); "
            f"UPDATE {table} SET {batch} = {_BATCH} WHERE {keys} AND {batch} IS NOT {_BATCH}; "
            f"DELETE FROM {IN_FORCE} WHERE setting = 'inserting'; END"
        ),
    }
    named = {tracked.object_name(suffix): body for suffix, body in bodies.items()}
    return {name: f"{quote(name)} {body}" for name, body in named.items()}


def install(tracked: Tracked, schema: str) -> list[str]:
    """Statements that create the triggers, replacing what is there."""
    made = [in_force_table(tracked.table.schema)]
    for name, trigger in trigger_set(tracked).items():
        made += [_drop(tracked, name), _create(tracked, trigger)]
    return made


def _drop(tracked: Tracked, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {of(tracked.table, name)}"


def _create(tracked: Tracked, trigger: str) -> str:
    schema = tracked.table.schema
    return f"CREATE TRIGGER {quote(schema) + '.' if schema else ''}{trigger}"


def plan(
    connection: Connection,
    table: Table,
    tracked: Tracked | None,
    create: Callable[[Table], list[str]],
) -> list[Step]:
    """Missing tables, and triggers that are missing or differ."""
    master = of(table, "sqlite_master")
    names = {row.name for row in connection.exec_driver_sql(f"SELECT name FROM {master}")}
    tables = [table, tracked.history, tracked.log] if tracked else [table]
    steps = [Step(t.name, "table missing", tuple(create(t))) for t in tables if t.name not in names]
    steps += [step for t in tables if t.name in names for step in _columns(connection, t)]
    if tracked is None:
        return steps
    overlaps = _overlaps(connection, tracked) if tracked.is_temporal and table.name in names else []
    return steps + overlaps + plan_triggers(connection, tracked)


def _columns(connection: Connection, table: Table) -> list[Step]:
    """Columns that are missing, of which SQLite can add those with a constant for the rows that are there."""
    schema = f"{quote(table.schema)}." if table.schema else ""
    rows = connection.exec_driver_sql(f"PRAGMA {schema}table_xinfo({quote(table.name)})")
    present, steps = {row.name for row in rows}, []
    for column in [c for c in table.columns if c.name not in present]:
        default, where = getattr(column.server_default, "arg", None), f"{table.name}.{column.name}"
        if isinstance(default, str) or (column.nullable and column.server_default is None):
            added = f"ALTER TABLE {of(table, table.name)} ADD COLUMN {compiled(CreateColumn(column))}"
            steps.append(Step(where, "column missing", (added,)))
        else:
            remedy = "make the table anew, or give the field a constant server default"
            steps.append(Step(where, "column missing", remedy=remedy))
    return steps


def _overlaps(connection: Connection, tracked: Tracked) -> list[Step]:
    """SQLite has no constraint that could refuse them."""
    table = of(tracked.table, tracked.table.name)
    same = " AND ".join(f"a.{quote(c.name)} = b.{quote(c.name)}" for c in tracked.thing)
    found = connection.exec_driver_sql(
        f"SELECT count(*) FROM {table} AS a JOIN {table} AS b ON {same} "
        f"AND a.{EFFECTIVE_FROM} < b.{EFFECTIVE_FROM} "
        f"AND (a.{EFFECTIVE_TO} IS NULL OR a.{EFFECTIVE_TO} > b.{EFFECTIVE_FROM})"
    ).scalar()
    if not found:
        return []
    finding = f"{found} pairs of rows overlap in their effective time"
    return [Step(tracked.table.name, finding, remedy="correct effective_from and effective_to of those rows")]


def plan_triggers(connection: Connection, tracked: Tracked) -> list[Step]:
    """Triggers that are missing or differ."""
    master = of(tracked.table, "sqlite_master")
    rows = connection.exec_driver_sql(f"SELECT name, sql FROM {master} WHERE type = 'trigger'")
    present = {row.name: row.sql for row in rows}
    steps = []
    for name, trigger in trigger_set(tracked).items():
        found = present.get(name, "").removeprefix("CREATE TRIGGER ")
        if found != trigger:
            drop = _drop(tracked, name)
            undo = (drop, _create(tracked, found)) if found else (drop,)
            finding = "trigger changed" if found else "trigger missing"
            made = (in_force_table(tracked.table.schema), drop, _create(tracked, trigger))
            steps.append(Step(name, finding, made, undo=undo))
    return steps
