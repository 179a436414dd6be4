"""Merge beside what it does not rule: other schemas, lost connections, other databases, other keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Optional

import pytest
from sqlalchemy import MetaData, event, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlmodel import Field, create_engine

from sqlmodel_framework import (
    KeyShapeError,
    MergeResult,
    Quarantine,
    ReferenceTable,
    SourceColumnsError,
    SurrogateKey,
    TemporalTable,
    UnsupportedDialectError,
    as_of,
    audit,
    merge,
)

from .models import METADATA, Airport, Customer

OWN, TENANTS, PRICES = MetaData(), MetaData(), MetaData()


class Part(SurrogateKey, ReferenceTable, table=True):
    metadata = OWN
    part_id: uuid.UUID = Field(primary_key=True)
    name: Optional[str] = None
    lasts: Optional[timedelta] = None


class Price(TemporalTable, table=True):
    metadata = PRICES
    price_id: int
    cents: int


class Tenant(ReferenceTable, table=True):
    metadata = TENANTS
    __table_args__ = {"schema": "per_tenant"}
    tenant_id: int
    name: Optional[str] = None


class TenantRefused(Quarantine, table=True):
    metadata = TENANTS
    __table_args__ = {"schema": "per_tenant"}


def load(engine: Engine, rows: Any, model: Any, **options: Any) -> MergeResult:
    with engine.begin() as connection:
        return merge(connection, model, rows, **options)


def test_instances_do_not_bring_the_databases_own_key(engine: Engine) -> None:
    OWN.create_all(engine)
    first, second = uuid.UUID(int=1), uuid.UUID(int=2)
    assert load(engine, [Part(part_id=first), Part(part_id=second)], Part).inserted == 2
    assert load(engine, [Part(part_id=first, name="x")], Part).updated == 1
    assert load(engine, [], Part) == MergeResult()
    with pytest.raises(SourceColumnsError, match=r"part\.surrogate_key is a generated column"):
        load(engine, [{"part_id": first, "surrogate_key": 7}], Part)


def test_text_and_spans_on_sqlite(tmp_path: Path) -> None:
    lite = create_engine("sqlite://")
    OWN.create_all(lite)
    one = uuid.UUID(int=1)
    path = tmp_path / "parts.csv"
    path.write_text(f"part_id,lasts\n{one},1 day\nnone,1 day\n", encoding="utf-8")
    with pytest.raises(Exception, match="row 2: column part_id: badly formed"):
        load(lite, path, Part)
    path.write_text(f"part_id,lasts\n{one},1 day\n", encoding="utf-8")
    assert load(lite, path, Part) == MergeResult(inserted=1)
    assert load(lite, [{"part_id": one, "lasts": timedelta(1)}], Part) == MergeResult(unchanged=1)
    assert load(lite, [{"part_id": str(one), "lasts": timedelta(2)}], Part) == MergeResult(updated=1)
    with lite.connect() as connection:
        assert connection.execute(select(Part.part_id, Part.lasts)).one() == (one, timedelta(2))
        for key in (one, str(one)):
            ops = [r.op for r in connection.execute(audit(Part, key=key))]
            assert ops == ["INSERT", "UPDATE"]
    if hasattr(Part.__table__.c.part_id.type, "as_uuid"):  # with SQLAlchemy 1.4 it is SQLModel's own type
        with pytest.raises(KeyShapeError, match="part_id of part is of type UUID, and 'none' is not"):
            audit(Part, key="none")
    lite.dispose()


def test_row_by_row_reads_only_what_every_database_has() -> None:
    lite = create_engine("sqlite://")
    PRICES.create_all(lite)
    seen: list[str] = []
    event.listen(lite, "before_cursor_execute", lambda c, k, statement, *rest: seen.append(statement))
    row = {"price_id": 1, "cents": 1, "effective_from": datetime(2024, 1, 1, tzinfo=timezone.utc)}
    assert load(lite, [row], Price, delete="delete").inserted == 1
    assert load(lite, [{**row, "cents": 2}], Price, delete="delete").updated == 1
    # The SQL Server's table has no sys_effective.
    assert len(seen) >= 4 and not [s for s in seen if s.startswith("SELECT") and "sys_effective" in s]
    lite.dispose()


def test_schemas_that_a_connection_translates(engine: Engine, schema: str) -> None:
    own = engine.execution_options(schema_translate_map={"per_tenant": schema})
    TENANTS.create_all(own)
    before = [{"tenant_id": n, "name": "a"} for n in range(4)]
    assert load(own, before, Tenant, delete="inactivate").inserted == 4
    rows = [{"tenant_id": 1, "name": "b"}, {"tenant_id": 9, "name": "b"}, {"tenant_id": None, "name": "c"}]
    for _ in range(2):
        result = load(own, rows, Tenant, delete="inactivate", quarantine=TenantRefused)
        assert result.rejected == 1
    assert load(own, rows[:2], Tenant, delete="delete") == MergeResult(unchanged=2, deleted=3)
    with own.connect() as connection:
        assert len(connection.execute(select(as_of(Tenant, datetime.now(timezone.utc)))).all()) == 2
        assert len(connection.execute(select(TenantRefused.__table__.c.id)).all()) == 1
        assert [r.op for r in connection.execute(audit(Tenant, key=1))] == ["INSERT", "UPDATE"]


def test_the_cause_is_told_where_the_connection_is_lost(engine: Engine) -> None:
    METADATA.create_all(engine)
    with engine.connect() as connection:
        before = connection.execute(text("SHOW work_mem")).scalar()
    assert before == "4MB"  # so that the merge sets it, and would set it back

    def rows() -> Iterator[dict[str, Any]]:
        yield {"customer_id": 0, "name": "x"}
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        for n in range(1, 100_000):
            yield {"customer_id": n, "name": "x" * 50}

    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with pytest.raises(DBAPIError) as error:
            merge(connection, Customer, rows())
        assert "COPY" in str(error.value) and not isinstance(error.value, InterfaceError)
        connection.invalidate()


def test_asynchronous_connections_are_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    # Stand-ins: SQLAlchemy's own need greenlet. They show the answer, not that all of asyncio comes to it.
    kind = type("AsyncSession", (), {"__module__": "sqlalchemy.ext.asyncio.session"})
    with pytest.raises(UnsupportedDialectError, match=r"Own is asynchronous, .* asyncio\.to_thread"):
        merge(type("Own", (kind,), {})(), Airport, [])
    METADATA.create_all(engine)
    with engine.begin() as connection:
        monkeypatch.setattr(connection.dialect, "is_async", True)
        with pytest.raises(UnsupportedDialectError, match="streams its rows by COPY"):
            merge(connection, Airport, [{"faa": "A"}])
