"""Who but its owner has a right that only triggers need, and the statements that take it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import text

from ..._history.tracked import BATCH_ID, CREATED_AT, SYSTIME, TXID
from .quoting import do_block, literal

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from .functions import Names

#: The rights by which history could be written past its triggers.
WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER")

_GRANTEE = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END"

#: Who may write the table ``{table}``, column by column too.
WRITERS = f"""
SELECT DISTINCT {_GRANTEE} FROM pg_class AS c, LATERAL (
  SELECT (aclexplode(c.relacl)).* UNION ALL
  SELECT (aclexplode(k.attacl)).* FROM pg_attribute AS k WHERE k.attrelid = c.oid
) AS a WHERE c.oid = to_regclass({{table}}) AND a.grantee <> c.relowner
AND a.privilege_type IN ({", ".join(f"'{right}'" for right in WRITING)})"""

#: Who may hang the function ``{function}`` on a table of their own.
RUNNERS = f"""
SELECT DISTINCT {_GRANTEE}
FROM pg_proc AS p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
WHERE p.oid = to_regprocedure({{function}}) AND a.grantee <> p.proowner"""


#: Who could write the system columns of a table by a right that ``ddl(writer=)`` does not give: on the whole
#: table, on a system column, or to make triggers. ``:guarded`` names tables whose own trigger sets them.
OPEN = f"""
SELECT w.name, c.oid::regclass::text AS table, {_GRANTEE} AS grantee,
  string_agg(DISTINCT a.granted, ', ' ORDER BY a.granted) AS granted
FROM unnest(CAST(:tables AS text[])) WITH ORDINALITY AS w(name, place)
CROSS JOIN LATERAL (
  SELECT to_regclass(w.name)::oid UNION SELECT p.relid::oid FROM pg_partition_tree(to_regclass(w.name)) AS p
) AS r(oid)
JOIN pg_class AS c ON c.oid = r.oid
CROSS JOIN LATERAL (
  SELECT x.grantee, x.privilege_type AS kind, x.privilege_type AS granted FROM aclexplode(c.relacl) AS x
  WHERE x.privilege_type IN ('INSERT', 'UPDATE', 'TRIGGER')
  UNION
  SELECT x.grantee, x.privilege_type, x.privilege_type || ' (' || quote_ident(k.attname) || ')'
  FROM pg_attribute AS k, LATERAL aclexplode(k.attacl) AS x WHERE k.attrelid = c.oid
  AND k.attname = ANY (CAST(:system AS text[]))
  AND (x.privilege_type = 'UPDATE' OR x.privilege_type = 'INSERT' AND k.attname <> {literal(BATCH_ID)})
) AS a
WHERE a.grantee <> c.relowner AND (a.kind = 'TRIGGER' OR w.name <> ALL (CAST(:guarded AS text[])))
GROUP BY w.place, w.name, c.oid, a.grantee ORDER BY w.place, 2, 3"""


def open_tables(connection: Connection, names: Sequence[Names]) -> list[str]:
    """For a person: each grant by which a role could forge the times of rows, and how to take it away."""
    if not names:
        return []
    asked = {
        "tables": [each.table for each in names],
        "guarded": [each.table for each in names if each.tracked.options.protect == "trigger"],
        "system": [CREATED_AT, SYSTIME, TXID, BATCH_ID],
    }
    return [
        f"{row.table}: {row.grantee} has {row.granted}, and could forge the times that rows have "
        f"(REVOKE {row.granted} ON {row.table} FROM {row.grantee}, and grant what ddl(writer=) grants)"
        for row in connection.execute(text(OPEN), asked)
    ]


def close_table(table: str) -> str:
    """Takes the rights to write from whoever has them."""
    return _revoke(f"{', '.join(WRITING)} ON TABLE {table}", WRITERS.format(table=literal(table)))


def close_function(function: str) -> str:
    """Takes the right to run a function without arguments from whoever has it, by default privileges too."""
    return _revoke(f"EXECUTE ON FUNCTION {function}()", RUNNERS.format(function=literal(f"{function}()")))


def _revoke(rights: str, grantees: str) -> str:
    return do_block(f"""
DECLARE
  grantee text;
BEGIN
  FOR grantee IN{grantees}
  LOOP
    EXECUTE {literal(f"REVOKE {rights} FROM ")} || grantee || ' CASCADE';
  END LOOP;
END""")
