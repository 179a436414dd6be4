"""An Alembic room in a temporary folder, and what the tests of migrations do in it."""

from __future__ import annotations

import enum
import io
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, text
from sqlalchemy.engine import Engine

from sqlmodel_framework import History, track

ENV = """
from alembic import context
from sqlmodel_framework import register_alembic
register_alembic()
config = context.config
if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=config.attributes["metadata"])
    context.run_migrations()
else:
    with config.attributes["engine"].connect() as connection:
        context.configure(
            connection=connection, target_metadata=config.attributes["metadata"], compare_type=True,
            version_table_schema=None, include_object=config.attributes.get("include_object"),
        )
        with context.begin_transaction():
            context.run_migrations()
"""
MAKO = '''"""${message}"""
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

def upgrade():
    ${upgrades if upgrades else "pass"}

def downgrade():
    ${downgrades if downgrades else "pass"}
'''


def model(*columns: Column[Any], protect: str = "grants") -> Table:
    table = Table("thing", MetaData(), Column("thing_id", Integer, primary_key=True), *columns)
    track(table, reference=True, options=History(protect=protect))
    return table


def rates(metadata: MetaData) -> Table:
    table = Table(
        "rate", metadata, Column("rate_id", Integer, primary_key=True),
        Column("effective_from", DateTime(timezone=True), primary_key=True),
        Column("effective_to", DateTime(timezone=True)),
    )  # fmt: skip
    track(table, temporal=True)
    return table


class Hue(enum.Enum):
    RED = "r"
    BLUE = "b"


class Room:
    """Called with tables (and an engine, if another), gives Alembic's configuration for them."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        (folder / "versions").mkdir()
        (folder / "env.py").write_text(ENV)
        (folder / "script.py.mako").write_text(MAKO)
        self.folder, self.engine = folder, engine

    def __call__(self, target: Table | MetaData, into: Engine | None = None) -> Config:
        made = Config(output_buffer=io.StringIO())
        made.set_main_option("script_location", str(self.folder))
        made.attributes["engine"] = into or self.engine
        made.attributes["metadata"] = target if isinstance(target, MetaData) else target.metadata
        return made


def revise(config: Config, message: str) -> str:
    script: Any = command.revision(config, message, autogenerate=True)
    return Path(script.path).read_text()


def write(engine: Engine, *statements: str) -> list[Any]:
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement))
        return [tuple(r) for r in result.all()] if result.returns_rows else []
