"""SQLite's triggers: they run for each row, after it was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from ...deployment.plan import Step
from ...history.tracked import EFFECTIVE_FROM, EFFECTIVE_TO, SYSTIME, Tracked

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_DIALECT: Any = cast(Any, SQLiteDialect)(paramstyle="named")

#: The statement's instant in UTC, as SQLAlchemy keeps one: milliseconds, written as microseconds.
NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'"
#: One in each file, since a trigger sees its own file only.
ACTOR = "sqlmodel_framework_actor"
_ACTOR = f"(SELECT max(actor) FROM {ACTOR})"


def compiled(element: Any) -> str:
    """A DDL element as text."""
    return str(element.compile(dialect=_DIALECT)).strip()


def quote(identifier: str) -> str:
    """One identifier, quoted where it must be."""
    return str(_DIALECT.identifier_preparer.quote(identifier))


def of(table: Table, identifier: str) -> str:
    """A name in the file that the table is in, which may be an attached one."""
    return f"{quote(table.schema)}.{quote(identifier)}" if table.schema else quote(identifier)


def actor_table(schema: str | None) -> str:
    """The statement that makes the table which holds the actor while a transaction runs."""
    return f"CREATE TABLE IF NOT EXISTS {quote(schema) + '.' if schema else ''}{ACTOR} (actor TEXT)"


def _next(systime: str) -> str:
    """The instant at which a version ends: the statement's, but a microsecond past its start at least."""
    micros = f"CAST(substr({systime}, 21) AS INTEGER)"
    carried = f"strftime('%Y-%m-%d %H:%M:%S', {systime}, '+1 second') || '.000000'"
    later = f"CASE WHEN {micros} < 999999 THEN substr({systime}, 1, 20) || printf('%06d', {micros} + 1) "
    return f"max({NOW}, {later}ELSE {carried} END)"


def trigger_set(tracked: Tracked) -> dict[str, str]:
    """The triggers by name, as the file has them: what follows CREATE TRIGGER but for its schema."""
    table, systime = quote(tracked.table.name), quote(SYSTIME)
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
            f"AFTER UPDATE ON {table} FOR EACH ROW WHEN NOT NEW.{systime} > OLD.{systime} BEGIN "
            f"{record('U')} UPDATE {table} SET {systime} = {until} WHERE {keys}; END"
        ),
        "_zz_history_delete": f"AFTER DELETE ON {table} FOR EACH ROW BEGIN {record('D')} END",
        "_zz_history_insert": (
            f"AFTER INSERT ON {table} FOR EACH ROW BEGIN INSERT OR IGNORE INTO "
            f"{quote(tracked.inserts.name)} (txid, at, actor) VALUES (0, NEW.{systime}, {_ACTOR}); END"
        ),
    }
    named = {tracked.object_name(suffix): body for suffix, body in bodies.items()}
    return {name: f"{quote(name)} {body}" for name, body in named.items()}


def install(tracked: Tracked, schema: str) -> list[str]:
    """Statements that create the triggers, replacing what is there."""
    made = [actor_table(tracked.table.schema)]
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
    tables = [table, tracked.history, tracked.inserts] if tracked else [table]
    steps = [Step(t.name, "table missing", tuple(create(t))) for t in tables if t.name not in names]
    if tracked is None:
        return steps
    overlaps = _overlaps(connection, tracked) if tracked.is_temporal and table.name in names else []
    return steps + overlaps + plan_triggers(connection, tracked)


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
            made = (actor_table(tracked.table.schema), drop, _create(tracked, trigger))
            steps.append(Step(name, finding, made, undo=undo))
    return steps
