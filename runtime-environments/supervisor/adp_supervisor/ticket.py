"""Looks at a Kerberos ticket as `klist -s` does, and tells its failures apart. The format: MIT's ccache, version 4."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from .contract import Refused

_renew = "kinit, or look at the ticket sharer: adp ticket status"


def check_ticket(env: Mapping[str, str], now: float | None = None) -> None:
    """Refuses a ticket that no server would take.

    Raises:
        Refused: RNR-011 missing, RNR-012 unreadable, RNR-013 expired, RNR-014 not valid yet.
    """
    rest = file_of(env)
    if rest is None:
        _ask_klist(env, env.get("KRB5CCNAME", ""))
        return
    try:
        content = Path(rest).read_bytes()
    except FileNotFoundError as error:
        raise Refused("RNR-011", f"There is no ticket cache {rest}.", _renew) from error
    except OSError as error:
        raise Refused("RNR-012", f"The ticket cache {rest} cannot be read: {error.strerror}.", _renew) from error
    try:
        tickets = granting_tickets(content)
    except (ValueError, struct.error, IndexError) as error:
        raise Refused("RNR-012", f"{rest} is not a ticket cache, or is damaged.", _renew) from error
    if not tickets:
        raise Refused("RNR-011", f"The ticket cache {rest} holds no ticket-granting ticket.", _renew)
    at = time.time() if now is None else now
    start, end = max(tickets, key=lambda one: one[1])
    if end <= at:
        raise Refused("RNR-013", f"The ticket in {rest} expired at {_clock(end)}.", _renew)
    # Kerberos allows five minutes between two clocks.
    if start > at + 300:
        raise Refused(
            "RNR-014",
            f"The ticket in {rest} begins at {_clock(start)}, and this clock says {_clock(at)}.",
            "correct the clock of this machine",
        )


def file_of(env: Mapping[str, str]) -> str | None:
    """The file that holds the ticket; None where the cache is of another kind.

    Raises:
        Refused: RNR-012.
    """
    name = env.get("KRB5CCNAME") or f"FILE:/tmp/krb5cc_{os.getuid()}"
    kind, _, rest = name.partition(":")
    if not rest or "/" in kind:
        return name
    if kind == "DIR":
        return _primary(rest)
    return rest if kind == "FILE" else None


def _primary(folder: str) -> str:
    """The file that a cache of type DIR means."""
    if folder.startswith(":"):
        return folder[1:]
    try:
        return str(Path(folder) / Path(folder, "primary").read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return str(Path(folder) / "tkt")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("RNR-012", f"The ticket cache DIR:{folder} cannot be read.", _renew) from error


def _ask_klist(env: Mapping[str, str], name: str) -> None:
    klist = shutil.which("klist", path=env.get("PATH"))
    if klist is None:
        return
    if subprocess.run([klist, "-s", name], env=dict(env), check=False, timeout=10).returncode != 0:
        raise Refused("RNR-011", f"{name} holds no valid ticket.", _renew)


def _clock(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def granting_tickets(content: bytes) -> list[tuple[int, int]]:
    """Start and end of each ticket-granting ticket, in seconds since 1970.

    Raises:
        ValueError, struct.error, IndexError: not a cache of version 3 or 4.
    """
    if content[0] != 5 or content[1] not in (3, 4):
        raise ValueError("not a credential cache")
    at = 2
    if content[1] == 4:
        at += 2 + struct.unpack_from(">H", content, at)[0]

    def data() -> bytes:
        nonlocal at
        (length,) = struct.unpack_from(">I", content, at)
        at += 4 + length
        if at > len(content):
            raise ValueError("too short")
        return content[at - length : at]

    def principal() -> list[bytes]:
        nonlocal at
        at += 4
        (count,) = struct.unpack_from(">I", content, at)
        at += 4
        realm = data()
        return [realm, *(data() for _ in range(count))]

    principal()
    found = []
    while at < len(content):
        principal()
        server = principal()
        at += 2 + (2 if content[1] == 3 else 0)
        data()
        auth, start, end, _ = struct.unpack_from(">IIII", content, at)
        at += 16 + 1 + 4
        for _ in range(2):
            (count,) = struct.unpack_from(">I", content, at)
            at += 4
            for _ in range(count):
                at += 2
                data()
        data()
        data()
        if len(server) == 3 and server[1] == b"krbtgt":
            found.append((start or auth, end))
    return found
