"""An extract as the runner writes it becomes a table with history: on SQLite, whose schema is an attached file."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "dags"))

from accounts import load
from accounts.models import Account


def test_an_extract_is_merged(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'main.db'}", future=True)

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.execute(f"ATTACH '{tmp_path / 'schema.db'}' AS accounts")

    extract = tmp_path / "accounts.csv"
    table = Account.__table__  # type: ignore[attr-defined]

    def merged(text: str) -> Any:
        extract.write_text(text, encoding="utf-8")
        return load.accounts(engine, extract, "tests", text)

    first = merged('"account_id","owner","balance"\n1,"Ada, P.",1.01\n2,,2.02\n')
    assert first.inserted == 2
    with engine.connect() as connection:
        found = connection.execute(sa.select(table.c.account_id, table.c.owner, table.c.balance).order_by("account_id"))
        assert found.all() == [(1, "Ada, P.", Decimal("1.01")), (2, None, Decimal("2.02"))]
    second = merged('"account_id","owner","balance"\n1,"Ada, P.",5.05\n')
    assert (second.inserted, second.updated) == (0, 1)
    engine.dispose()
