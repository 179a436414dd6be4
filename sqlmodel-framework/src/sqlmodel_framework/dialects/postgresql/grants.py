"""Rights: who may write rows may not write their times, nor history."""

from __future__ import annotations

from .functions import Names
from .quoting import name


def grants(names: Names, writer: str | None, reader: str | None) -> list[str]:
    """Statements that give the two roles what they need, and nobody else anything."""
    kept = f"{names.history}, {names.inserts}"
    made = [f"REVOKE ALL ON TABLE {names.table}, {kept} FROM PUBLIC"]
    for role in dict.fromkeys(r for r in (writer, reader) if r):
        made.append(f"REVOKE ALL ON TABLE {names.table}, {kept} FROM {name(role)}")
        made.append(f"GRANT SELECT ON TABLE {names.table}, {kept} TO {name(role)}")
    if writer:
        columns = ", ".join(name(c.name) for c in names.tracked.writable)
        made.append(
            f"GRANT DELETE, INSERT ({columns}), UPDATE ({columns}) ON TABLE {names.table} TO {name(writer)}"
        )
        counted = names.tracked.table._autoincrement_column
        if counted is not None and counted.identity is None:
            sequence = names.of(f"{names.tracked.table.name}_{counted.name}_seq")
            made.append(f"GRANT USAGE ON SEQUENCE {sequence} TO {name(writer)}")
    return made
