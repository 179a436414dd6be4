"""Rights: who may write rows may not write their times, nor history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table

from ..._history.tracked import BATCH_ID
from . import sequences
from .functions import Names
from .quoting import do_block, literal, name


def on_schema(schema: str, roles: Sequence[str]) -> list[str]:
    """Statements that let roles name the tables of a schema."""
    return [f"GRANT USAGE ON SCHEMA {name(schema)} TO {name(role)}" for role in roles]


def to_stage(writer: str) -> str:
    """The right to temporary tables, in which a merge stages its rows: everybody's, where no DBA took it.

    Only where it is missing, since not everybody who may make tables may grant it.
    """
    to = literal(f" TO {name(writer)}")
    grant = f"'GRANT TEMPORARY ON DATABASE ' || quote_ident(current_database()) || {to}"
    has = f"has_database_privilege({literal(writer)}, current_database(), 'TEMPORARY')"
    return do_block(f"BEGIN IF NOT {has} THEN EXECUTE {grant}; END IF; END")


def on_tracked(names: Names, writer: str | None, reader: str | None) -> list[str]:
    """Statements that give the two roles what they need, and nobody else anything."""
    made = _to_read([names.table, names.history, names.log], writer, reader)
    if writer:
        columns = ", ".join(name(c.name) for c in names.tracked.writable)
        # A new row's batch is its writer's to name; that of a later version is set by the trigger.
        made.append(
            f"GRANT DELETE, INSERT ({columns}, {BATCH_ID}), UPDATE ({columns}) "
            f"ON TABLE {names.table} TO {name(writer)}"
        )
        made += _to_count(names.tracked.table, names.schema, writer)
    return made


def on_plain(table: Table, schema: str, writer: str | None, reader: str | None) -> list[str]:
    """The same for a table without history, as a quarantine is: rows are added to it, and stay."""
    quoted = f"{name(schema)}.{name(table.name)}"
    made = _to_read([quoted], writer, reader)
    if writer:
        made.append(f"GRANT INSERT ON TABLE {quoted} TO {name(writer)}")
        made += _to_count(table, schema, writer)
    return made


def _to_read(tables: list[str], writer: str | None, reader: str | None) -> list[str]:
    listed = ", ".join(tables)
    made = [f"REVOKE ALL ON TABLE {listed} FROM PUBLIC"]
    for role in dict.fromkeys(r for r in (writer, reader) if r):
        made.append(f"REVOKE ALL ON TABLE {listed} FROM {name(role)}")
        made.append(f"GRANT SELECT ON TABLE {listed} TO {name(role)}")
    return made


def _to_count(table: Table, schema: str, writer: str) -> list[str]:
    """The right to sequences; of a key's own only the server knows the name: it shortens long ones."""
    counted, quoted = table._autoincrement_column, f"{name(schema)}.{name(table.name)}"
    made = sequences.grants(table, schema, name(writer))
    if counted is None or counted.identity is not None:
        return made
    found = f"pg_get_serial_sequence({literal(quoted)}, {literal(counted.name)})"
    grant = f"'GRANT USAGE ON SEQUENCE ' || sequence || {literal(f' TO {name(writer)}')}"
    body = f"BEGIN IF sequence IS NOT NULL THEN EXECUTE {grant}; END IF; END"
    return [*made, do_block(f" DECLARE sequence text := {found}; {body} ")]
