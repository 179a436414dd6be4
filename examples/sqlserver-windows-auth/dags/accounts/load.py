"""Merges an extract of the accounts."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlmodel_framework import MergeResult, actor, deploy, merge

from accounts.models import Account


def rows(path: Path) -> list[dict[str, str | None]]:
    """The lines of the file as text; an empty field is NULL."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(lines)]


def accounts(engine: Engine, path: Path, who: str, batch_id: str) -> MergeResult:
    """All accounts in one transaction. Those that the source has no more are inactivated."""
    deploy(engine, [Account])
    with engine.begin() as connection:
        actor(connection, who)
        return merge(connection, Account, rows(path), batch_id=batch_id, delete="inactivate")
