"""The public surface, import, factories and connectors."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.engine import Engine

import sqlmodel_framework
from sqlmodel_framework import (
    BronzeTable,
    SqlModelFrameworkError,
    TicketError,
    make_rows,
    merge,
    postgres_engine,
    require_ticket,
    sqlserver_engine,
)
from sqlmodel_framework.errors import ModelDefinitionError

from .models import METADATA, Airport, Customer, Product, Reading


class Raw(BronzeTable, table=True):
    line: str


def test_everything_named_is_there() -> None:
    for name in sqlmodel_framework.__all__:
        assert getattr(sqlmodel_framework, name) is not None
        assert name in dir(sqlmodel_framework)
    with pytest.raises(AttributeError):
        _ = sqlmodel_framework.nothing


def test_errors_are_one_tree() -> None:
    from sqlmodel_framework import errors

    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, Exception):
            assert issubclass(value, SqlModelFrameworkError)


def test_the_version_is_the_files() -> None:
    version = Path(__file__).parent.parent.joinpath("VERSION").read_text().strip()
    assert sqlmodel_framework.__version__ == version


def test_import_loads_no_driver_and_no_merge() -> None:
    code = (
        "import sys, sqlmodel; old = set(sys.modules); from sqlmodel_framework import ReferenceTable; "
        "print([m for m in set(sys.modules) - old if m.startswith(('psycopg', 'alembic', 'pandas', 'polars', "
        "'sqlmodel_framework.merging', 'sqlmodel_framework.deployment', 'sqlalchemy.dialects.postgresql'))])"
    )
    source = str(Path(sqlmodel_framework.__file__).parent.parent)
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert printed.stdout.strip() == "[]"


@pytest.mark.parametrize("model", [Airport, Customer, Product, Reading])
def test_made_rows_are_valid_and_repeatable(engine: Engine, model: Any) -> None:
    METADATA.create_all(engine)
    rows = list(make_rows(model, 50, seed=1))
    assert rows == list(make_rows(model, 50, seed=1))
    with engine.begin() as connection:
        assert merge(connection, model, rows).inserted == 50


def test_made_rows_take_what_is_fixed() -> None:
    rows = list(make_rows(Airport, 3, faa=["A", "B"], name=lambda n: f"n{n}", altitude=7))
    assert [tuple(r.values()) for r in rows] == [("A", "n0", 7), ("B", "n1", 7), ("A", "n2", 7)]
    with pytest.raises(ModelDefinitionError, match="characters do not hold"):
        list(make_rows(Reading, 36**4 + 1, taken_at=None, celsius=0))[-1]


def octets(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def principal(*parts: bytes) -> bytes:
    listed = b"".join(octets(p) for p in parts)
    return struct.pack(">II", 1, len(parts)) + octets(b"CORP.EXAMPLE") + listed


def cache(server: bytes, end: int) -> bytes:
    alice = principal(b"alice")
    header = struct.pack(">HH", 1, 8) + b"\0" * 8
    credential = alice + principal(server, b"CORP.EXAMPLE") + struct.pack(">H", 18) + octets(b"k" * 32)
    credential += (
        struct.pack(">IIII", 0, 0, end, 0) + b"\0" * 5 + struct.pack(">II", 0, 0) + octets(b"t") + octets(b"")
    )
    return b"\x05\x04" + struct.pack(">H", len(header)) + header + alice + credential


def test_the_ticket_is_checked_before_connecting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "krb5cc"
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{path}")
    for content, message in (
        (None, "there is no Kerberos ticket"),
        (b"not a cache", "is no Kerberos credential cache"),
        (cache(b"krbtgt", 100)[:-20], "is no Kerberos credential cache"),
        (cache(b"host", 2**31), "holds no ticket-granting ticket"),
        (
            cache(b"krbtgt", 100),
            r"of alice@CORP.EXAMPLE in .* expired at 1970-01-01 00:01:40 UTC\. Run",
        ),
    ):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(TicketError, match=message):
            require_ticket()
        with pytest.raises(TicketError, match=message):
            postgres_engine("db.corp.example", "warehouse", user="alice").connect()
    path.write_bytes(cache(b"krbtgt", 2**31))
    found = require_ticket()
    assert found is not None and found.principal == "alice@CORP.EXAMPLE"
    monkeypatch.setenv("KRB5CCNAME", "KCM:")
    assert require_ticket() is None


def test_urls_hold_no_password() -> None:
    url = postgres_engine("db.corp.example", "warehouse", user="alice").url
    assert url.password is None and url.query["krbsrvname"] == "postgres"
    # In the place of pyodbc, which needs unixODBC installed.
    driver = SimpleNamespace(version="5.0.0", paramstyle="qmark", Error=Exception, Cursor=object)
    assert sqlserver_engine("db", "w", module=driver).url.query["Trusted_Connection"] == "yes"
