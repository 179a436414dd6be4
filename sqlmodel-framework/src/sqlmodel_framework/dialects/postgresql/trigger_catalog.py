"""What the server's catalog says about triggers, and about who may write history past them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from .rights import RUNNERS, WRITERS

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# ``plain``: without a condition, an argument, a new-rows table, or a constraint that it belongs to.
_TRIGGER = """
SELECT quote_ident(tgname) AS name, tgtype, tgoldtable::text AS old_table, tgenabled::text AS enabled,
  ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = tgrelid AND attnum = ANY (tgattr)) AS columns,
  tgqual IS NULL AND tgnargs = 0 AND tgnewtable IS NULL AND tgconstraint = 0 AS plain,
  coalesce(tgfoid = to_regprocedure(:f), false) AS same_function,
  pg_get_triggerdef(oid) AS definition
FROM pg_trigger WHERE tgrelid = to_regclass(:t) AND tgname = :n
"""

_SURPLUS = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table, quote_ident(t.tgname) AS name,
  t.tgenabled::text AS enabled, pg_get_triggerdef(t.oid) AS definition
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE t.tgparentid = 0
  AND t.tgfoid IN (SELECT to_regprocedure(f) FROM unnest(CAST(:functions AS text[])) AS f)
  AND NOT EXISTS (SELECT FROM unnest(CAST(:tables AS text[]), CAST(:names AS text[])) AS w(wanted, called)
                  WHERE to_regclass(w.wanted) = t.tgrelid AND w.called = t.tgname)
ORDER BY 1, 2
"""

_DEFAULT = """
SELECT pg_get_expr(d.adbin, d.adrelid) AS expression
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = to_regclass(:t) AND a.attname = :c AND NOT a.attisdropped
"""


def trigger(connection: Connection, table: str, trigger_name: str, function: str) -> Any:
    """A trigger of a table, by what makes it the trigger it is; None where there is none."""
    asked = {"t": table, "n": trigger_name, "f": f"{function}()"}
    return connection.execute(text(_TRIGGER), asked).first()


def surplus_triggers(
    connection: Connection, functions: Sequence[str], wanted: Sequence[tuple[str, str]]
) -> Sequence[Any]:
    """Triggers of any table that call one of the functions, and are not wanted as ``(table, name)``."""
    asked = {
        "functions": [f"{function}()" for function in functions],
        "tables": [table for table, _ in wanted],
        "names": [called for _, called in wanted],
    }
    return connection.execute(text(_SURPLUS), asked).all()


def default(connection: Connection, table: str, column: str) -> Any:
    """The default of a column as ``expression``, which is None without one; None where there is no column."""
    return connection.execute(text(_DEFAULT), {"t": table, "c": column}).first()


def exists(connection: Connection, table: str) -> bool:
    return connection.execute(text("SELECT to_regclass(:t)"), {"t": table}).scalar() is not None


def writers(connection: Connection, table: str) -> list[str]:
    """The roles but the owner that may write a table, as quoted names."""
    return sorted(connection.execute(text(WRITERS.format(table=":t")), {"t": table}).scalars())


def runners(connection: Connection, function: str) -> list[str]:
    """The roles but the owner that may run a function without arguments, as quoted names."""
    asked = {"f": f"{function}()"}
    return sorted(connection.execute(text(RUNNERS.format(function=":f")), asked).scalars())


def interceptors(connection: Connection, table: str) -> list[str]:
    """The triggers and rules by which a row that is written to a table may not arrive."""
    found = (
        "SELECT 'trigger ' || quote_ident(tgname) AS what FROM pg_trigger WHERE tgrelid = to_regclass(:t) "
        "AND NOT tgisinternal AND tgtype & 3 = 3 UNION ALL "
        "SELECT 'rule ' || quote_ident(rulename) FROM pg_rewrite WHERE ev_class = to_regclass(:t) ORDER BY 1"
    )
    return list(connection.execute(text(found), {"t": table}).scalars())


def has_replica_identity(connection: Connection, table: str) -> bool:
    """That the table's deletions can be published, though it has no key."""
    found = "SELECT 1 FROM pg_class WHERE oid = to_regclass(:t) AND relreplident IN ('f', 'i')"
    return connection.execute(text(found), {"t": table}).first() is not None


def is_subscribed(connection: Connection, tables: Sequence[str]) -> bool:
    """That logical replication writes to one of the tables."""
    found = (
        "SELECT 1 FROM pg_subscription_rel "
        "WHERE srrelid IN (SELECT to_regclass(t) FROM unnest(CAST(:tables AS text[])) AS t)"
    )
    return connection.execute(text(found), {"tables": list(tables)}).first() is not None
