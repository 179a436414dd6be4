"""The statements that make schemas, tables, indexes and constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CheckConstraint, Constraint, ForeignKeyConstraint, Index, Table
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment, SetTableComment

from .quoting import DIALECT, do_block, literal, name, qualified

#: Prints constraints and defaults as CREATE TABLE does.
_DDL: Any = DIALECT.ddl_compiler(DIALECT, None)


def create_schema(schema: str) -> list[str]:
    """The statement that makes a schema where there is none."""
    # IF NOT EXISTS would need the right to make one even where it is there.
    missing = f"to_regnamespace({literal(name(schema))}) IS NULL"
    return [do_block(f" BEGIN IF {missing} THEN CREATE SCHEMA {name(schema)}; END IF; END ")]


def enter(schema: str) -> str:
    """The statement that makes a schema the first of the search path; types may be in the others."""
    path = f"concat_ws(', ', {literal(name(schema))}, nullif(current_setting('search_path'), ''))"
    return do_block(f" BEGIN PERFORM set_config('search_path', {path}, false); END ")


def create_table(table: Table, foreign_keys: Sequence[ForeignKeyConstraint] | None = None) -> list[str]:
    """The statements that make a table and its indexes; with these foreign keys, or all of its own."""
    made = [compiled(CreateTable(table, include_foreign_key_constraints=foreign_keys))]
    made += [compiled(CreateIndex(i)) for i in indexes_of(table)]
    if table.comment:
        made.append(compiled(SetTableComment(table)))
    made += [compiled(SetColumnComment(c)) for c in table.columns if c.comment]
    return made


def indexes_of(table: Table) -> list[Index]:
    """The indexes by name, each once: a table declared anew (``extend_existing``) has them twice."""
    found = {str(index.name): index for index in table.indexes}
    return [found[name] for name in sorted(found)]


def add_constraint(constraint: Constraint, quoted: str | None = None) -> str:
    """The statement that adds a constraint to its table."""
    # Not SQLAlchemy's AddConstraint, which takes the constraint out of every later CREATE TABLE.
    return f"ALTER TABLE {quoted or qualified(constraint.table)} ADD {constraint_sql(constraint)}"


def constraint_sql(constraint: Constraint) -> str:
    """A constraint as CREATE TABLE has it; empty for one that this database does not need."""
    rule = getattr(constraint, "_create_rule", None) if isinstance(constraint, CheckConstraint) else None
    return str(_DDL.process(constraint)).strip() if rule is None or rule(_DDL) else ""


def constraint_name(constraint: Constraint) -> str | None:
    """The constraint's name as SQL has it, None where the server is to choose."""
    if constraint.name is None:
        return None
    found = DIALECT.identifier_preparer.format_constraint(constraint)  # by a naming convention, perhaps
    return None if found is None else str(found)


def index_name(index: Index) -> str:
    """The index's name as SQL has it, shortened where it was made from a long table's name."""
    return str(DIALECT.identifier_preparer.format_index(index))


def default_sql(column: Any) -> str | None:
    """The default that the model gives a column, None where it gives none."""
    found = _DDL.get_column_default_string(column)
    return None if found is None else str(found)


def identity_sql(column: Any) -> str:
    """How a column that is an identity is counted, as CREATE TABLE has it."""
    return str(_DDL.process(column.identity)).strip()


def compiled(element: Any) -> str:
    """A DDL element as text."""
    return str(element.compile(dialect=DIALECT)).strip()
