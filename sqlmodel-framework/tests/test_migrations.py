"""Alembic upgrades and downgrades tables, histories, functions and triggers together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from sqlmodel_framework import as_of, plan

from .migrating import Room, model, rates, revise, write

#: Back from text to a number, where it is one.
NUMBER = "CASE WHEN size ~ '^[0-9]+$' THEN size::integer END"


def test_forth_and_back(engine: Engine, migrate: Room) -> None:
    first = model(Column("name", String), Column("size", Integer))
    one = migrate(first)
    assert "op.history_ddl" in revise(one, "first")
    command.upgrade(one, "head")
    assert str(plan(engine, [first])) == "nothing to do"
    assert "op." not in revise(one, "nothing").partition("def upgrade")[2]
    command.upgrade(one, "head")
    write(
        engine, "INSERT INTO thing (thing_id, name, size) VALUES (1, 'a', 1)", "UPDATE thing SET name = 'b'"
    )

    second = model(Column("name", String), Column("size", BigInteger), Column("colour", String))
    two = migrate(second)
    body = revise(two, "second")
    assert body.count("add_column") == 1 and body.count("op.history_ddl") == 2
    command.upgrade(two, "head")
    assert str(plan(engine, [second])) == "nothing to do"
    write(engine, f"UPDATE thing SET colour = 'red', size = {1 << 40}", "UPDATE thing SET size = 2")
    history = "SELECT name, size, colour FROM thing_history ORDER BY sys_to"
    assert write(engine, history) == [("a", 1, None), ("b", 1, None), ("b", 1 << 40, "red")]

    write(engine, f"DELETE FROM thing_history WHERE size = {1 << 40}")  # it would not fit the way back
    command.downgrade(two, "-1")
    assert str(plan(engine, [first])) == "nothing to do"
    write(engine, "UPDATE thing SET name = 'c'")
    assert write(engine, "SELECT name, size FROM thing_history ORDER BY sys_to")[-1] == ("b", 2)
    command.downgrade(one, "base")
    assert write(
        engine, "SELECT count(*) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    ) == [(0,)]


def test_a_temporal_table_forth_and_back(engine: Engine, migrate: Room) -> None:
    table = rates(MetaData())
    config = migrate(table)
    revise(config, "rates")
    command.upgrade(config, "head")
    assert str(plan(engine, [table])) == "nothing to do"
    assert "op." not in revise(config, "nothing").partition("def upgrade")[2]
    command.upgrade(config, "head")
    write(engine, "INSERT INTO rate VALUES (1, '2020-01-01', NULL)")
    with pytest.raises(IntegrityError, match="rate_no_overlap"):
        write(engine, "INSERT INTO rate VALUES (1, '2021-01-01', NULL)")
    command.downgrade(config, "base")
    assert write(engine, "SELECT to_regclass('rate'), to_regclass('rate_history')") == [(None, None)]


def test_renamed_dropped_and_retyped_columns_keep_their_history(engine: Engine, migrate: Room) -> None:
    first = model(Column("name", String), Column("size", Integer), Column("junk", String))
    one = migrate(first)
    revise(one, "first")
    command.upgrade(one, "head")
    write(engine, "INSERT INTO thing (thing_id, name, size, junk) VALUES (1, 'a', 1, 'x')")
    write(engine, "UPDATE thing SET name = 'b'")
    before = write(engine, "SELECT clock_timestamp()")[0][0]

    second = model(Column("title", String), Column("size", String))
    two = migrate(second)
    path = Path(str(getattr(command.revision(two, "second", autogenerate=True), "path", "")))
    # A rename is something that only a person knows: the adding and dropping is rewritten as one.
    text_ = path.read_text()
    up, down = text_.split("def downgrade")
    kept = [line for line in up.splitlines() if "add_column" not in line and "drop_column" not in line]
    renames = [
        f"    op.alter_column({t!r}, 'name', new_column_name='title')\n    op.drop_column({t!r}, 'junk')\n"
        f"    op.alter_column({t!r}, 'size', type_=sa.String(), postgresql_using='size::text')"
        for t in ("thing", "thing_history")
    ]
    at = next(i for i, line in enumerate(kept) if "def upgrade" in line) + 1
    body = [line for line in kept[at:] if "alter_column" in line]
    assert body, "autogenerate saw the other type"
    ddl_at = next(i for i, line in enumerate(kept) if "op.history_ddl" in line)
    back = [
        f"    op.alter_column({t!r}, 'title', new_column_name='name')\n"
        f"    op.add_column({t!r}, sa.Column('junk', sa.String()))\n"
        f"    op.alter_column({t!r}, 'size', type_=sa.Integer(), postgresql_using={NUMBER!r})"
        for t in ("thing", "thing_history")
    ]
    (functions,) = re.findall(
        r"^    op\.history_ddl\(\[\n.*?\], schema='\w+'\)$", down, re.MULTILINE | re.DOTALL
    )
    upgrade = "\n".join([*kept[:at], *renames, *kept[ddl_at:]])
    path.write_text("\n".join([upgrade, "def downgrade():", *back, functions]) + "\n")
    command.upgrade(two, "head")
    assert str(plan(engine, [second])) == "nothing to do"
    with engine.connect() as connection:
        assert [(r.title, r.size) for r in connection.execute(select(as_of(second, before)))] == [("b", "1")]
    write(engine, "UPDATE thing SET title = 'c', size = 'large'")
    history = write(engine, "SELECT title, size FROM thing_history ORDER BY sys_to")
    assert history == [("a", "1"), ("b", "1")]

    command.downgrade(two, "-1")
    assert str(plan(engine, [first])) == "nothing to do"
    with engine.connect() as connection:
        rows = connection.execute(select(as_of(first, before))).all()
        assert [(r.name, r.size, r.junk) for r in rows] == [("b", 1, None)]  # what was dropped is gone
    write(engine, "UPDATE thing SET name = 'd', size = 4, junk = 'y'", "UPDATE thing SET name = 'e'")
    history = write(engine, "SELECT name, size, junk FROM thing_history ORDER BY sys_to")
    assert history == [("a", 1, None), ("b", 1, None), ("c", None, None), ("d", 4, "y")]

    command.upgrade(two, "head")
    assert str(plan(engine, [second])) == "nothing to do"
    with engine.connect() as connection:
        assert [(r.title, r.size) for r in connection.execute(select(as_of(second, before)))] == [("b", "1")]
    write(engine, "DELETE FROM thing")
    history = write(engine, "SELECT title, size FROM thing_history ORDER BY sys_to")
    assert history[-2:] == [("d", "4"), ("e", "4")] and len(history) == 5


def test_a_guard_and_a_changed_trigger_come_back(engine: Engine, migrate: Room) -> None:
    guarded, free = model(protect="trigger"), model()
    revise(migrate(guarded), "guarded")
    command.upgrade(migrate(guarded), "head")
    assert str(plan(engine, [guarded])) == "nothing to do"
    trigger = "thing_zz_history_delete"
    write(
        engine,
        f"DROP TRIGGER {trigger} ON thing",
        f"CREATE TRIGGER {trigger} AFTER DELETE ON thing EXECUTE FUNCTION thing_history_write()",
        f"ALTER TABLE thing ENABLE ALWAYS TRIGGER {trigger}",
    )
    drifted = str(plan(engine, [guarded]))
    assert drifted.endswith(f"{trigger}: trigger changed")
    revise(migrate(free), "free")
    command.upgrade(migrate(free), "head")
    assert str(plan(engine, [free])) == "nothing to do"
    command.downgrade(migrate(guarded), "-1")
    assert str(plan(engine, [guarded])) == drifted


def test_tables_that_include_object_leaves_out_get_no_functions(engine: Engine, migrate: Room) -> None:
    mine = model()
    rates(mine.metadata)
    config = migrate(mine.metadata)
    config.attributes["include_object"] = lambda o, name, kind, *_: kind != "table" or "rate" not in name
    body = revise(config, "mine")
    assert "thing_history_write" in body and "rate_" not in body
    command.upgrade(config, "head")
    assert str(plan(engine, [mine])) == "nothing to do"
    assert "op." not in revise(config, "nothing").partition("def upgrade")[2]


def test_no_migration_drops_what_history_holds(engine: Engine, migrate: Room) -> None:
    first = model(Column("name", String), Column("size", Integer))
    revise(migrate(first), "first")
    command.upgrade(migrate(first), "head")
    write(
        engine, "INSERT INTO thing (thing_id, name, size) VALUES (1, 'a', 7)", "UPDATE thing SET name = 'b'"
    )
    renamed = model(Column("title", String))
    dropped = re.compile(r"drop_column\('(\w+)', '(\w+)'\)")
    up, _, down = revise(migrate(renamed), "renamed").partition("def downgrade")
    assert sorted(dropped.findall(up)) == [("thing", "name"), ("thing", "size")]
    assert dropped.findall(down) == [("thing", "title")]
    command.upgrade(migrate(renamed), "head")
    assert str(plan(engine, [renamed])) == "nothing to do"
    kept = "SELECT name, size FROM thing_history"
    assert write(engine, kept) == [("a", 7)]
    assert "op." not in revise(migrate(renamed), "nothing").partition("def upgrade")[2]
    command.upgrade(migrate(renamed), "head")

    write(engine, "UPDATE thing SET title = 'c'", "UPDATE thing SET title = 'd'")
    command.downgrade(migrate(first), "-2")
    assert str(plan(engine, [first])) == "nothing to do"
    held = "SELECT name, size, title FROM thing_history ORDER BY sys_to"
    assert write(engine, held) == [("a", 7, None), (None, None, None), (None, None, "c")]
    command.upgrade(migrate(renamed), "head")
    assert len(write(engine, held)) == 3

    gone = migrate(MetaData())
    up = revise(gone, "gone").partition("def upgrade")[2].partition("def downgrade")[0]
    assert re.findall(r"op\.drop_(\w+)\(.*?'(\w+)'", up) == [("table", "thing")]
    command.upgrade(gone, "head")
    assert write(engine, "SELECT to_regclass('thing')") == [(None,)]
    assert len(write(engine, held)) == 3
    assert "op." not in revise(gone, "nothing more").partition("def upgrade")[2]
