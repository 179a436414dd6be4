"""Which triggers a table has, as objects that know their create, drop and compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..._history.tracked import SYSTIME, Tracked
from . import closing, periods
from .functions import Names, functions, note_columns
from .quoting import name

#: The rows as they were, as :func:`.functions.write_function` reads them.
OLD = "sqlmodel_old"
# The bits of pg_trigger.tgtype.
_ROW, _BEFORE = 1, 2
_EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
# Of pg_trigger.tgenabled, where it is not "O", which is what CREATE TRIGGER gives.
_ENABLE = {"A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}


@dataclass(frozen=True)
class Trigger:
    """One trigger on one table."""

    table: str
    name: str
    when: str
    event: str
    row: bool
    function: str
    old_table: str | None = None
    column: str | None = None

    @property
    def tgtype(self) -> int:
        """As pg_trigger has it."""
        return (_ROW if self.row else 0) | (_BEFORE if self.when == "BEFORE" else 0) | _EVENTS[self.event]

    @property
    def shape(self) -> tuple[Any, ...]:
        """What makes it the trigger it is, beside its name and function: no condition, no more columns."""
        return self.tgtype, self.old_table, [self.column] if self.column else [], True

    def create(self) -> list[str]:
        of = f" OF {name(self.column)}" if self.column else ""
        referencing = f" REFERENCING OLD TABLE AS {self.old_table}" if self.old_table else ""
        each = "ROW" if self.row else "STATEMENT"
        create = (
            f"CREATE TRIGGER {name(self.name)} {self.when} {self.event}{of} ON {self.table}{referencing} "
            f"FOR EACH {each} EXECUTE FUNCTION {self.function}()"
        )
        return [self.drop(), create, self.enable()]

    def enable(self) -> str:
        # Also while session_replication_role is 'replica', as bulk tools set it.
        return f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {name(self.name)}"

    def drop(self) -> str:
        return f"DROP TRIGGER IF EXISTS {name(self.name)} ON {self.table}"


def triggers(names: Names) -> list[Trigger]:
    """The triggers of the table itself.

    PostgreSQL runs row triggers in the order of their names. One of a user's runs before these where its
    name sorts before the table's; the prefix ``_zz`` only orders these among those that begin as they do.
    """
    tracked, table = names.tracked, names.table
    row = [
        Trigger(table, tracked.object_name("_zz_history_touch"), "BEFORE", "UPDATE", True, names.touch),
        # After the one above by its name; only for statements that name systime, so it costs no other.
        Trigger(
            table, tracked.object_name("_zzz_history_floor"), "BEFORE", "UPDATE", True, names.floor,
            column=SYSTIME,
        ),
    ]  # fmt: skip
    if tracked.options.protect == "trigger":
        guard = tracked.object_name("_zz_history_guard")
        row.append(Trigger(table, guard, "BEFORE", "INSERT", True, names.guard))
    return row + statement_triggers(names, table)


def own_triggers(tracked: Tracked) -> list[str]:
    """The names of the library's triggers on a table."""
    anywhere = tracked.table.schema or "public"  # no trigger has it in its name
    return [t.name for t in triggers(Names(tracked, anywhere))]


def statement_triggers(names: Names, table: str) -> list[Trigger]:
    """Those that a partition needs of its own, for statements that name it instead of its parent."""
    tracked, write = names.tracked, names.write
    return [
        Trigger(table, tracked.object_name("_zz_history_insert"), "AFTER", "INSERT", False, write),
        Trigger(table, tracked.object_name("_zz_history_update"), "AFTER", "UPDATE", False, write, OLD),
        Trigger(table, tracked.object_name("_zz_history_delete"), "AFTER", "DELETE", False, write, OLD),
        Trigger(table, tracked.object_name("_zz_history_truncate"), "BEFORE", "TRUNCATE", False, write),
    ]


def install(names: Names, partitions: Sequence[str] = ()) -> list[str]:
    """Statements that create the functions and triggers, replacing what is there."""
    statements = [statement for function in functions(names) for statement in function.create()]
    made = triggers(names)
    for partition in partitions:
        made += statement_triggers(names, partition)
    statements += [statement for trigger in made for statement in trigger.create()]
    return [*statements, note_columns(names), *closing.install(names), *periods.install(names)]


def again(found: Any, table: str) -> list[str]:
    """Statements that bring a trigger back as the catalog had it, its name quoted."""
    if found.enabled not in _ENABLE:
        return [str(found.definition)]
    return [found.definition, f"ALTER TABLE {table} {_ENABLE[found.enabled]} TRIGGER {found.name}"]
