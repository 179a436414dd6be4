"""What a table keeps of the name or schema that it had: triggers that write to the history of that name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from ...deployment.plan import Step
from .functions import Names, every_function
from .rights import close_function
from .trigger_set import again

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# Told by the names of both, trigger and function, as the library makes them for any table. ``history`` is
# the table that a writing function still names, where there is one and it is another.
_FOUND = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table, quote_ident(t.tgname) AS name,
  t.tgname::text AS plain, t.tgenabled::text AS enabled, pg_get_triggerdef(t.oid) AS definition,
  quote_ident(m.nspname) || '.' || quote_ident(p.proname) AS function,
  pg_get_functiondef(p.oid) AS function_definition,
  CASE WHEN p.proname LIKE '%\\_write' THEN nullif(coalesce(
    to_regclass(substring(p.prosrc FROM 'DELETE FROM ([^\\n]+) AS h\\n')),
    to_regclass(quote_ident(m.nspname) || '.' || quote_ident(regexp_replace(p.proname, '_write$', '')))
  ), to_regclass(:history))::regclass::text END AS history,
  NOT EXISTS (
    SELECT FROM pg_trigger AS x WHERE x.tgfoid = t.tgfoid AND x.tgrelid <> ALL (w.tables)
  ) AS only_here
FROM (SELECT ARRAY(SELECT to_regclass(u)::oid FROM unnest(CAST(:tables AS text[])) AS u) AS tables) AS w
JOIN pg_trigger t ON t.tgrelid = ANY (w.tables) AND t.tgparentid = 0
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace m ON m.oid = p.pronamespace
WHERE t.tgname ~ '_zzz?_history_(insert|update|delete|truncate|touch|floor|guard)$'
  AND p.proname ~ '_history_(write|touch|floor|guard)$'
  AND p.oid NOT IN (SELECT coalesce(to_regprocedure(f)::oid, 0) FROM unnest(CAST(:functions AS text[])) AS f)
ORDER BY 1, 2
"""


def plan(
    connection: Connection, names: Names, tables: Sequence[str], wanted: Collection[tuple[str, str]]
) -> list[Step]:
    """Steps that take the earlier triggers and functions away, once history has followed the table.

    Args:
        tables: the table, and its partitions.
        wanted: the triggers that are to be, as ``(table, name)``; those are replaced elsewhere.
    """
    asked = {
        "tables": list(tables),
        "history": names.history,
        "functions": [f"{f.name}()" for f in every_function(names)],
    }
    found = connection.execute(text(_FOUND), asked).all()
    for row in found:
        if row.history and row.table == names.table:
            finding = f"its triggers write to {row.history}, the history of another name"
            remedy = (
                f"if the table was renamed: rename {row.history} to {names.history}, and its inserts, too"
            )
            return [Step(names.table, finding, remedy=remedy)]
    left = [row for row in found if not row.history]
    return [*_triggers(left, wanted), *_functions(left)]


def _triggers(rows: Sequence[Any], wanted: Collection[tuple[str, str]]) -> list[Step]:
    return [
        Step(
            f"{row.table}.{row.name}", "trigger of an earlier name of the table",
            (f"DROP TRIGGER {row.name} ON {row.table}",), undo=tuple(again(row, row.table)),
        )
        for row in rows if (row.table, row.plain) not in wanted
    ]  # fmt: skip


def _functions(rows: Sequence[Any]) -> list[Step]:
    unused = {row.function: row.function_definition for row in rows if row.only_here}
    return [
        Step(
            function, "function of an earlier name of the table", (f"DROP FUNCTION {function}()",),
            undo=(definition, close_function(function)),
        )
        for function, definition in unused.items()
    ]  # fmt: skip
