"""Migrations of tables without history, of tables taken away, into other schemas, with enum types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Column, Enum, MetaData, String, event
from sqlalchemy.engine import Engine
from sqlmodel import create_engine

from sqlmodel_framework import BronzeTable, Quarantine, plan

from .migrating import Hue, Room, model, rates, revise, write


def test_tables_without_history_import_their_types(engine: Engine, migrate: Room) -> None:
    metadata = MetaData()

    class Raw(BronzeTable, table=True):
        __tablename__ = "raw_lines"
        line: str

    class Refused(Quarantine, table=True):
        __tablename__ = "refused_lines"

    for made in (Raw, Refused):
        made.__table__.to_metadata(metadata)
    config = migrate(metadata)
    assert "history_ddl" not in revise(config, "both")
    command.upgrade(config, "head")
    assert str(plan(engine, metadata.sorted_tables)) == "nothing to do"
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    write(engine, "INSERT INTO raw_lines (batch_id, line_no, line) VALUES ('b', 2, 'x')")
    assert write(engine, "SELECT line_no, loaded_at IS NULL FROM raw_lines") == [(2, False)]
    config.attributes["metadata"] = MetaData()
    assert revise(config, "none").count("drop_table") == 2
    command.upgrade(config, "head")
    command.downgrade(config, "-1")
    assert str(plan(engine, metadata.sorted_tables)) == "nothing to do"


def test_tables_taken_away_and_brought_back(engine: Engine, migrate: Room) -> None:
    metadata = model(Column("name", String)).metadata
    rates(metadata)
    config = migrate(metadata)
    revise(config, "first")
    with pytest.raises(Exception, match="not up to date"):
        command.check(config)
    command.upgrade(config, "head")
    command.check(config)
    write(engine, "ALTER TABLE thing DISABLE TRIGGER thing_zz_history_update")
    with pytest.raises(Exception, match=r"history_ddl.*ENABLE ALWAYS TRIGGER thing_zz_history_update"):
        command.check(config)
    write(engine, "ALTER TABLE thing ENABLE ALWAYS TRIGGER thing_zz_history_update")
    write(engine, "ALTER TABLE thing_history REPLICA IDENTITY FULL")
    gone = migrate(MetaData())
    assert revise(gone, "gone").count("op.history_ddl") == 2
    command.upgrade(gone, "head")
    left = "SELECT count(*) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    assert write(engine, left) == [(0,)]
    command.downgrade(gone, "-1")
    assert str(plan(engine, metadata.sorted_tables)) == "nothing to do"
    identity = "SELECT relreplident::text FROM pg_class WHERE oid = 'thing_history'::regclass"
    assert write(engine, identity) == [("f",)]
    write(engine, "INSERT INTO thing (thing_id, name) VALUES (1, 'a')", "UPDATE thing SET name = 'b'")
    assert write(engine, "SELECT name, op FROM thing_history") == [("a", "U")]
    command.upgrade(gone, "head")
    assert write(engine, left) == [(0,)]


def test_a_migration_runs_in_another_schema(engine: Engine, server: Engine, migrate: Room) -> None:
    metadata = model(Column("name", String)).metadata
    rates(metadata)
    made = migrate(metadata)
    revise(made, "first")
    elsewhere, quoted = 'Else "where" %s', '"Else ""where"" %s"'
    write(server, f"CREATE SCHEMA {quoted}")
    other = create_engine(server.url)
    event.listen(other, "connect", lambda raw, record: raw.cursor().execute(f"SET search_path = {quoted}"))
    try:
        there = migrate(metadata, other)
        command.upgrade(there, "head")
        assert write(other, "SELECT current_schema()") == [(elsewhere,)]
        assert str(plan(other, metadata.sorted_tables)) == "nothing to do"
        assert write(engine, "SELECT to_regclass('thing')") == [(None,)]
        command.upgrade(made, "head")
        assert str(plan(engine, metadata.sorted_tables)) == "nothing to do"
        for into in (engine, other):
            write(into, "INSERT INTO thing (thing_id, name) VALUES (1, 'a')", "UPDATE thing SET name = 'b'")
            assert write(into, "SELECT name, op FROM thing_history") == [("a", "U")]
        command.downgrade(there, "base")
        assert str(plan(engine, metadata.sorted_tables)) == "nothing to do"
    finally:
        other.dispose()
        write(server, f"DROP SCHEMA {quoted} CASCADE")
    command.upgrade(made, "head", sql=True)
    schema = write(engine, "SELECT current_schema()")[0][0]
    printed = made.output_buffer.getvalue()
    assert f"FUNCTION {schema}.thing_history_write()" in printed and "{schema}" not in printed


@pytest.mark.parametrize("added", [False, True])
def test_enum_types_by_hand(engine: Engine, migrate: Room, added: bool) -> None:
    coloured = model(Column("name", String), Column("hue", Enum(Hue)))
    if added:
        first = migrate(model(Column("name", String)))
        revise(first, "first")
        command.upgrade(first, "head")
    config = migrate(coloured)
    script: Any = command.revision(config, "coloured", autogenerate=True)
    path = Path(script.path)
    # As docs/migrations.md says it.
    make = "    sa.Enum('RED', 'BLUE', name='hue').create(op.get_bind(), checkfirst=True)\n" if added else ""
    take = "" if added else "    sa.Enum(name='hue').drop(op.get_bind(), checkfirst=True)\n"
    path.write_text(
        path.read_text().replace("def upgrade():\n", f"def upgrade():\n{make}").rstrip() + f"\n{take}"
    )
    for _ in range(2):
        command.upgrade(config, "head")
        assert str(plan(engine, [coloured])) == "nothing to do"
        command.downgrade(config, "-1")
        assert write(engine, "SELECT to_regtype('hue')") == [("hue" if added else None,)]
