"""Who but its owner has a right that only triggers need, and the statements that take it away."""

from __future__ import annotations

from .quoting import do_block, literal

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
