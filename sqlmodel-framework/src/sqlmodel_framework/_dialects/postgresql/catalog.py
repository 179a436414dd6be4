"""What the server's catalog says about tables and functions: each kind of thing is read once for all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Table, text

from ..._history.tracked import tracked_or_none
from . import catalog_sql as sql
from .enums import enum_of
from .functions import Names, every_function
from .quoting import name, type_sql

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_KINDS = {"v": "a view", "m": "a materialized view", "S": "a sequence", "c": "a type"}


class Catalog:
    """As it stands before anything is changed; tables and functions are named as SQL writes them.

    Args:
        connection: that the catalog is read by, when something is asked first.
        relations: the tables that may be asked about; their partitions come along.
        functions: the functions without arguments that may be asked about.
        own: pairs of tables and functions of theirs, for :meth:`foreign_triggers`.
    """

    def __init__(
        self,
        connection: Connection,
        relations: Sequence[str],
        functions: Sequence[str],
        own: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.connection = connection
        self._names = list(dict.fromkeys(relations))
        self._function_names = list(dict.fromkeys(functions))
        self._own = own
        self._types: dict[tuple[str, str], bool | None] = {}

    @classmethod
    def of(cls, connection: Connection, schemas: Mapping[Table, str]) -> Catalog:
        """Of the tables of models, each in its schema, and of what keeps their history."""
        relations: list[str] = []
        own: list[tuple[str, str]] = []
        for table, schema in schemas.items():
            tracked = tracked_or_none(table)
            quoted = f"{name(schema)}.{name(table.name)}"
            relations.append(quoted)
            if tracked is not None:
                names = Names(tracked, schema)
                relations += [names.history, names.log]
                own += [(quoted, function.name) for function in every_function(names)]
        made = cls(connection, relations, [function for _, function in own], own)
        made._compare_types(schemas)
        return made

    # -- tables ------------------------------------------------------------------------------------------

    @cached_property
    def _relations(self) -> dict[str, Any]:
        return {row.name: row for row in self._rows(sql.RELATIONS, tables=self._names)}

    @cached_property
    def _partitions(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(dict)
        parents = [row.name for row in self._relations.values() if row.kind == "p"]
        for row in self._rows(sql.PARTITIONS, tables=parents) if parents else ():
            found[row.parent][row.name] = row.oid
        return found

    @cached_property
    def _oids(self) -> dict[str, int]:
        known = {quoted: row.oid for quoted, row in self._relations.items()}
        for partitions in self._partitions.values():
            known |= partitions
        return known

    def exists(self, table: str) -> bool:
        return table in self._relations

    def other_kind(self, table: str) -> str | None:
        """What has a table's name and is none, in words; None where nothing has it, or a table."""
        found = self._relations.get(table)
        return None if found is None or found.kind in "rpf" else _KINDS.get(found.kind, "an index")

    def is_foreign(self, table: str) -> bool:
        """That it is another server's table."""
        return self.exists(table) and self._relations[table].kind == "f"

    def partitions(self, table: str) -> list[str]:
        """The partitions of a table at every level; empty where it has none."""
        return list(self._partitions.get(table, ()))

    def has_replica_identity(self, table: str) -> bool:
        """That the table's deletions can be published, though it has no key."""
        return self.exists(table) and bool(self._relations[table].has_identity)

    def writers(self, table: str) -> list[str]:
        """The roles but the owner that may write a table, as quoted names."""
        return sorted(self._relations[table].writers) if self.exists(table) else []

    @cached_property
    def _columns(self) -> dict[int, dict[str, Any]]:
        found: dict[int, dict[str, Any]] = defaultdict(dict)
        for row in self._rows(sql.COLUMNS, oids=list(self._oids.values())):
            found[row.oid][row.name] = row
        return found

    def columns(self, table: str) -> dict[str, Any] | None:
        """Columns by name, with what makes them what they are; None where there is no such table."""
        if not self.exists(table) and table not in self._oids:
            return None
        return None if self.other_kind(table) else self._columns.get(self._oids[table], {})

    def default(self, table: str, column: str) -> Any:
        """A column with its default, ``expression``, which is None without one; None where there is none."""
        return (self.columns(table) or {}).get(column)

    @cached_property
    def _indexes(self) -> dict[int, list[Any]]:
        return self._by_table(sql.INDEXES)

    def indexes(self, table: str) -> set[str]:
        return {row.name for row in self._indexes.get(self._oids.get(table, 0), ())}

    def unique(self, table: str) -> set[frozenset[str]]:
        """The columns that a constraint or an index keeps unique over all rows."""
        rows = self._indexes.get(self._oids.get(table, 0), ())
        return {frozenset(row.columns) for row in rows if row.is_unique}

    @cached_property
    def _constraints(self) -> dict[int, list[Any]]:
        return self._by_table(sql.CONSTRAINTS)

    def constraints(self, table: str) -> list[Any]:
        return self._constraints.get(self._oids.get(table, 0), [])

    @cached_property
    def _subscribed(self) -> set[int]:
        return {row.oid for row in self._rows(sql.SUBSCRIBED, oids=list(self._oids.values()))}

    def is_subscribed(self, tables: Sequence[str]) -> bool:
        """That logical replication writes to one of the tables."""
        return any(self._oids.get(table) in self._subscribed for table in tables)

    # -- functions and triggers --------------------------------------------------------------------------

    @cached_property
    def _functions(self) -> dict[str, Any]:
        return {row.name: row for row in self._rows(sql.FUNCTIONS, functions=self._function_names)}

    def function(self, called: str) -> Any:
        """Body, kind, settings and runners of a function without arguments; None where there is none."""
        return self._functions.get(called)

    @cached_property
    def _triggers(self) -> dict[int, list[Any]]:
        return self._by_table(sql.TRIGGERS)

    def triggers(self, table: str) -> list[Any]:
        """All triggers of a table, by what makes them the triggers they are."""
        return self._triggers.get(self._oids.get(table, 0), [])

    def trigger(self, table: str, called: str) -> Any:
        """A trigger of a table; None where there is none of that name."""
        return next((row for row in self.triggers(table) if row.called == called), None)

    def calls(self, trigger: Any, function: str) -> bool:
        """That a trigger runs a function."""
        found = self.function(function)
        return found is not None and trigger.function == found.oid

    @cached_property
    def _callers(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self._rows(sql.CALLERS, oids=[row.oid for row in self._functions.values()]):
            found[row.function].append(row)
        return found

    def surplus_triggers(self, functions: Sequence[str], wanted: Iterable[tuple[str, str]]) -> list[Any]:
        """Triggers of any table that call one of the functions, and are not wanted as ``(table, name)``."""
        kept = {(self._oids.get(table), called) for table, called in wanted}
        oids = [found.oid for function in functions if (found := self.function(function)) is not None]
        every = [
            row for oid in oids for row in self._callers.get(oid, ()) if (row.oid, row.called) not in kept
        ]
        return sorted(every, key=lambda row: (row.table, row.name))

    @cached_property
    def _foreign(self) -> dict[int, list[Any]]:
        own = [
            (self._oids[each], found.oid)
            for table, function in self._own
            if table in self._oids and (found := self.function(function)) is not None
            for each in (table, *self.partitions(table))
        ]
        tables, functions = [table for table, _ in own], [function for _, function in own]
        every = list(self._oids.values())
        return self._by_table(sql.FOREIGN_TRIGGERS, oids=every, tables=tables, functions=functions)

    def foreign_triggers(self, tables: Sequence[str], history: str) -> list[Any]:
        """Triggers that the library made when the tables had another name, as ``(row, history, only_here)``.

        ``history`` is the table that a writing function still names, where there is one and it is another.
        """
        oids = [self._oids[table] for table in tables if table in self._oids]
        rows = [row for oid in oids for row in self._foreign.get(oid, ())]
        return [
            (
                row,
                row.history if row.history_oid != self._oids.get(history) else None,
                set(row.users) <= set(oids),
            )
            for row in sorted(rows, key=lambda row: (row.table, row.name))
        ]

    @cached_property
    def _rules(self) -> dict[int, list[Any]]:
        return self._by_table(sql.RULES)

    def interceptors(self, table: str) -> list[str]:
        """The triggers and rules by which a row that is written to a table may not arrive."""
        rules = [f"rule {row.name}" for row in self._rules.get(self._oids.get(table, 0), ())]
        found = [f"trigger {row.name}" for row in self.triggers(table) if row.intercepts]
        return sorted(rules + found)

    # -- types, sequences, schemas -----------------------------------------------------------------------

    def _compare_types(self, schemas: Mapping[Table, str]) -> None:
        """Which types of the models are the server's: it knows its own synonyms."""
        pairs: dict[tuple[str, str], None] = {}
        for table, schema in schemas.items():
            tracked = tracked_or_none(table)
            for each in (table, tracked.history, tracked.log) if tracked else (table,):
                present = self.columns(f"{name(schema)}.{name(each.name)}") or {}
                for column in each.columns:
                    if column.name in present:
                        pairs[_written(column), present[column.name].type] = None
        if pairs:
            asked = {"wanted": [w for w, _ in pairs], "found": [f for _, f in pairs]}
            self._types = {(row.wanted, row.found): row.same for row in self._rows(sql.TYPES, **asked)}

    def differs_in_type(self, column: Column[Any], found: str) -> bool:
        """That a column's type is another than the server's.

        Of a type that the server does not know nothing can be said, but of an enumeration: it is still to
        be made, unless it is one of a schema that names are not looked for in.
        """
        written = _written(column)
        same_kind = self._types[written, found]
        if same_kind is None:
            return enum_of(column.type) is not None and not found.endswith(f".{written}")
        return not same_kind or _modifiers(written, found) != _modifiers(found, found)

    def enum_types(self, types: Sequence[str]) -> dict[str, Any]:
        """The types that names mean, with their labels in order."""
        return {row.wanted: row for row in self._rows(sql.ENUMS, types=list(types))}

    def enums_in_use(self, tables: Sequence[str]) -> list[Any]:
        """The enumerations that columns of tables have."""
        return self._rows(sql.ENUMS_IN_USE, oids=[self._oids[t] for t in tables if t in self._oids])

    def missing(self, relations: Sequence[str]) -> list[str]:
        """Those of names that nothing has."""
        there = (
            {row.name for row in self._rows(sql.RELATIONS, tables=list(relations))} if relations else set()
        )
        return [each for each in relations if each not in there]

    def missing_schemas(self, schemas: Iterable[str]) -> list[str]:
        every = list(dict.fromkeys(schemas))
        there = {row.name for row in self._rows(sql.SCHEMAS, schemas=every)}
        return [schema for schema in every if schema not in there]

    # ----------------------------------------------------------------------------------------------------

    def _by_table(self, statement: str, **asked: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self._rows(statement, **(asked or {"oids": list(self._oids.values())})):
            found[row.oid].append(row)
        return found

    def _rows(self, statement: str, **asked: Any) -> list[Any]:
        return list(self.connection.execute(text(statement), asked))


def _written(column: Column[Any]) -> str:
    return re.sub(r' COLLATE (\w+|"([^"]|"")*"|\.)+', "", type_sql(column.type))


def _modifiers(type_text: str, kind: str) -> str:
    """Length, precision and scale: ``10,2`` of ``NUMERIC(10, 2)``, with what the server adds by itself."""
    if kind.startswith(("real", "double precision")):
        return ""  # FLOAT(24) only chooses between the two
    found = re.search(r"\(([-\d, ]+)\)", type_text)
    given = found.group(1).replace(" ", "") if found else ""
    if kind.startswith("numeric") and given.isdecimal():
        return f"{given},0"
    if not given and re.match(r"(character|bit)(?! varying)", kind):
        return "1"
    return given
