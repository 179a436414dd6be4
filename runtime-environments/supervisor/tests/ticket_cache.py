"""Ticket caches that no KDC has to give."""

from __future__ import annotations

import struct


def cache(start: int, end: int) -> bytes:
    """A ticket cache as MIT's library writes it, version 4."""

    def data(text: bytes) -> bytes:
        return struct.pack(">I", len(text)) + text

    def principal(*names: bytes) -> bytes:
        return struct.pack(">II", 1, len(names)) + data(b"CORP.EXAMPLE") + b"".join(map(data, names))

    ticket = (
        principal(b"ada")
        + principal(b"krbtgt", b"CORP.EXAMPLE")
        + struct.pack(">H", 18)
        + data(b"k" * 32)
        + struct.pack(">IIII", start, start, end, 0)
        + b"\0"
        + struct.pack(">III", 0, 0, 0)
        + data(b"ticket")
        + data(b"")
    )
    return b"\x05\x04\x00\x00" + principal(b"ada") + ticket
