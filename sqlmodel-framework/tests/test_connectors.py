"""Connections by Kerberos: the ticket is looked at first, and no URL holds a password."""

from __future__ import annotations

import struct
from pathlib import Path
from types import SimpleNamespace

import pytest

from sqlmodel_framework import TicketError, postgres_engine, require_ticket, sqlserver_engine


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
    for elsewhere in ("KCM:", "KEYRING:persistent:1000", "API:", None):
        # Only the Kerberos library can look there; without the variable krb5.conf says where.
        if elsewhere is None:
            monkeypatch.delenv("KRB5CCNAME")
        else:
            monkeypatch.setenv("KRB5CCNAME", elsewhere)
        assert require_ticket() is None


def test_urls_hold_no_password() -> None:
    url = postgres_engine("db.corp.example", "warehouse", user="alice").url
    assert url.password is None and url.query["krbsrvname"] == "postgres"
    # In the place of pyodbc, which needs unixODBC installed.
    driver = SimpleNamespace(version="5.0.0", paramstyle="qmark", Error=Exception, Cursor=object)
    assert sqlserver_engine("db", "w", module=driver).url.query["Trusted_Connection"] == "yes"
