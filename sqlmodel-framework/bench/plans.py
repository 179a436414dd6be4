"""What plan costs for many tables: statements, and seconds; first where nothing is there, then where all is."""

from __future__ import annotations

from collections.abc import Callable

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from measure import timed
from sqlalchemy import Column, Date, ForeignKey, Integer, MetaData, Numeric, String, Table, event
from sqlalchemy.engine import Engine

from sqlmodel_framework import deploy, drop, plan, track

TABLES = 50
ALEMBIC = "alembic's comparison, all there"


def tables(count: int = TABLES) -> list[Table]:
    """Tables with history, each but the first referring to the one before it."""
    metadata = MetaData()
    made = []
    for i in range(count):
        refers = [Column("before", ForeignKey(f"planned_{i - 1}.id"))] if i else []
        columns = [
            Column("name", String(40), unique=True), Column("price", Numeric(12, 2)),
            Column("day", Date, index=True), Column("note", String, server_default="'?'"),
        ]  # fmt: skip
        table = Table(f"planned_{i}", metadata, Column("id", Integer, primary_key=True), *columns, *refers)
        track(table)
        made.append(table)
    return made


def alembic(engine: Engine, metadata: MetaData) -> None:
    """Compare tables as `alembic check` does."""
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def measure_plans(engine: Engine) -> dict[str, tuple[int, float]]:
    """Statements and seconds of plan before and after deploy, and of a deploy that finds nothing to do; and of
    Alembic's comparison of the same tables, which knows nothing of functions, triggers and rights."""
    ran: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: ran.append(a[2]))
    models = tables()

    def counted(run: Callable[..., object]) -> tuple[int, float]:
        ran.clear()
        seconds = timed(lambda: run(engine, models))
        return len(ran), seconds

    found = {"plan, none there": counted(plan)}
    deploy(engine, models)
    found |= {"plan, all there": counted(plan), "deploy, all there": counted(deploy)}
    found[ALEMBIC] = counted(lambda engine, models: alembic(engine, models[0].metadata))
    drop(engine, models)
    return found
