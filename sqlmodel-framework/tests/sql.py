"""Runs SQL as text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine


def execute(engine: Engine, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one transaction; gives the rows of the last one."""
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []
