"""Reads a Kerberos credential cache far enough to say whether there is a ticket, and until when.

The format: https://web.mit.edu/kerberos/krb5-latest/doc/formats/ccache_file_format.html
"""

from __future__ import annotations

import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from ..errors import TicketError

_REMEDY = "Run `kinit`, or start the ticket sharer, and set KRB5CCNAME to the cache it writes."


@dataclass(frozen=True)
class Ticket:
    """The ticket-granting ticket of a cache."""

    principal: str
    #: Seconds since 1970.
    endtime: int
    cache: str


def require_ticket(now: float | None = None) -> Ticket | None:
    """The valid TGT of the cache that KRB5CCNAME names.

    Returns:
        None where only the Kerberos library can tell: the cache is of another kind (KCM, KEYRING, API), or
        KRB5CCNAME is not set, so that krb5.conf names it.

    Raises:
        TicketError: there is no cache, none that can be read, no TGT in it, or it has expired.
    """
    name = os.environ.get("KRB5CCNAME")
    if not name:
        return None
    kind, _, residual = name.partition(":") if ":" in name else ("FILE", "", name)
    if kind not in ("FILE", "DIR"):
        return None
    path = Path(residual)
    if kind == "DIR":
        path = _primary(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TicketError(f"there is no Kerberos ticket: {path} does not exist. {_REMEDY}") from None
    except OSError as error:
        raise TicketError(f"the Kerberos cache {path} cannot be read: {error.strerror}. {_REMEDY}") from error
    try:
        principal, tickets = _parse(data)
    except (struct.error, ValueError, IndexError) as error:
        raise TicketError(f"{path} is no Kerberos credential cache ({error}). {_REMEDY}") from error
    granting = [end for server, end in tickets if server.startswith("krbtgt/")]
    if not granting:
        raise TicketError(f"the Kerberos cache {path} holds no ticket-granting ticket. {_REMEDY}")
    end = max(granting)
    if end <= (time.time() if now is None else now):
        ended = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(end))
        raise TicketError(f"the Kerberos ticket of {principal} in {path} expired at {ended}. {_REMEDY}")
    return Ticket(principal, end, str(path))


def _primary(directory: Path) -> Path:
    pointer = directory / "primary"
    try:
        return directory / pointer.read_text().strip()
    except OSError:  # no file names the primary: libkrb5 takes tkt
        return directory / "tkt"


class _Reader:
    def __init__(self, data: bytes) -> None:
        if data[:1] != b"\x05" or data[1:2] not in (b"\x03", b"\x04"):
            raise ValueError("not of version 3 or 4")
        self.data, self.at = data, 2
        if data[1] == 4:
            length = self.number(">H")
            self.at += length

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return int(value)

    def octets(self) -> bytes:
        length = self.number(">I")
        if self.at + length > len(self.data):
            raise ValueError("it is cut off")
        self.at += length
        return self.data[self.at - length : self.at]

    def principal(self) -> str:
        self.number(">I")
        count = self.number(">I")
        realm = self.octets().decode()
        return "/".join(self.octets().decode() for _ in range(count)) + "@" + realm

    def credential(self) -> tuple[str, int]:
        self.principal()
        server = self.principal()
        self.number(">H")
        self.octets()
        _, _, end, _ = (self.number(">I") for _ in range(4))
        self.at += 5
        for _ in range(2):  # addresses, authorization data
            for _ in range(self.number(">I")):
                self.number(">H")
                self.octets()
        self.octets()
        self.octets()
        return server, end


def _parse(data: bytes) -> tuple[str, list[tuple[str, int]]]:
    reader = _Reader(data)
    principal = reader.principal()
    tickets = []
    while reader.at < len(data):
        tickets.append(reader.credential())
    return principal, tickets
