"""Speaks enough TDS to check a Windows login: PRELOGIN, LOGIN7 with SSPI against a keytab, and answers of its own making.

usage: KRB5_KTNAME=KEYTAB tds_listener.py PORT LOG    writes what it got as JSON lines to LOG

It is no SQL Server. To a text that begins with SELECT it answers rows (`rows=N` in the text says how many), to BAD an error, to
WAIT nothing until the client cancels, to DROP it hangs up, to anything else `done`. No TLS.
"""

import ctypes
import json
import re
import socket
import struct
import sys
import threading

gss = ctypes.CDLL("libgssapi_krb5.so.2")


class Buffer(ctypes.Structure):
    _fields_ = [("length", ctypes.c_size_t), ("value", ctypes.c_void_p)]

    @property
    def content(self) -> bytes:
        return ctypes.string_at(self.value, self.length) if self.length else b""


class Acceptor:
    """A login by GSSAPI: the keys are those of KRB5_KTNAME."""

    def __init__(self) -> None:
        self._context = ctypes.c_void_p()

    def step(self, token: bytes) -> tuple[bytes, str | None]:
        """The answer to a token; with the principal's name once it is known. Raises PermissionError."""
        minor, flags, name = ctypes.c_uint32(), ctypes.c_uint32(), ctypes.c_void_p()
        given = Buffer(len(token), ctypes.cast(ctypes.c_char_p(token), ctypes.c_void_p))
        answer = Buffer()
        result = gss.gss_accept_sec_context(
            *(ctypes.byref(minor), ctypes.byref(self._context), None, ctypes.byref(given), None),
            *(ctypes.byref(name), None, ctypes.byref(answer), ctypes.byref(flags), None, None),
        )
        if result & 0xFFFF0000:
            raise PermissionError(_words(result, 1) + ": " + _words(minor.value, 2))
        # 1: the client has to say more.
        return answer.content, None if result & 1 else _name(name)


def _name(name: ctypes.c_void_p) -> str:
    minor, text = ctypes.c_uint32(), Buffer()
    gss.gss_display_name(ctypes.byref(minor), name, ctypes.byref(text), None)
    return text.content.decode()


def _words(status: int, kind: int) -> str:
    minor, more, text = ctypes.c_uint32(), ctypes.c_uint32(), Buffer()
    gss.gss_display_status(
        *(ctypes.byref(minor), ctypes.c_uint32(status), kind, None, ctypes.byref(more), ctypes.byref(text))
    )
    return text.content.decode()


def us(text: str, size: str = "<B") -> bytes:
    return struct.pack(size, len(text)) + text.encode("utf-16-le")


def token(kind: int, content: bytes) -> bytes:
    return struct.pack("<BH", kind, len(content)) + content


def done(count: int | None = None, status: int = 0, kind: int = 0xFD) -> bytes:
    return struct.pack("<BHHQ", kind, status | (0 if count is None else 0x10), 0, count or 0)


def refused(number: int, text: str, level: int = 16) -> bytes:
    content = (
        struct.pack("<iBB", number, 1, level)
        + us(text, "<H")
        + us("listener")
        + us("")
        + struct.pack("<I", 1)
    )
    return token(0xAA, content) + done(status=2)


COLLATION = bytes.fromhex("0904d00034")


def rows(who: str, count: int) -> bytes:
    """Columns account_id (int), owner (nvarchar), balance (decimal(9,2)); `owner` of every third row is NULL."""
    out = struct.pack("<BH", 0x81, 3)
    out += struct.pack("<IHBB", 0, 1, 0x26, 4) + us("account_id")
    out += struct.pack("<IHBH", 0, 1, 0xE7, 400) + COLLATION + us("owner")
    out += struct.pack("<IHBBBB", 0, 1, 0x6C, 5, 9, 2) + us("balance")
    for at in range(1, count + 1):
        text = who.encode("utf-16-le")
        out += b"\xd1" + struct.pack("<Bi", 4, at)
        out += b"\xff\xff" if at % 3 == 0 else struct.pack("<H", len(text)) + text
        out += struct.pack("<BBI", 5, 1, at * 101)
    return out + done(count)


class Client:
    def __init__(self, peer: socket.socket, log) -> None:
        self.peer, self.log, self.who = peer, log, ""

    def exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = self.peer.recv(count - len(found))
            if not part:
                raise ConnectionError
            found += part
        return found

    def message(self) -> tuple[int, bytes]:
        content = b""
        while True:
            kind, status, length = struct.unpack(">BBH4x", self.exactly(8))
            content += self.exactly(length - 8)
            if status & 1:
                return kind, content

    def send(self, content: bytes) -> None:
        parts = [content[at : at + 4000] for at in range(0, len(content), 4000)] or [b""]
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            self.peer.sendall(struct.pack(">BBHHBB", 4, int(last), len(part) + 8, 0, number % 256, 0) + part)

    def talk(self) -> None:
        while True:
            kind, content = self.message()
            if kind == 0x12:
                options = b"".join(
                    struct.pack(">BHH", one, at, size)
                    for one, at, size in ((0, 16, 6), (1, 22, 1), (4, 23, 1))
                )
                # Version 16, no encryption, no MARS.
                self.send(options + b"\xff" + bytes((16, 0, 0, 0, 0, 0)) + b"\x02" + b"\x00")
            elif kind == 0x10:
                at, size = struct.unpack_from("<HH", content, 78)
                if not self.login(content[at : at + size]):
                    return
            elif kind == 1:
                skip = struct.unpack_from("<I", content)[0]
                if not self.batch(content[skip:].decode("utf-16-le")):
                    return
            elif kind == 14:
                self.transaction(content)
            elif kind == 3:
                self.log(rpc=len(content))
                self.send(b"\x79\0\0\0\0" + done(kind=0xFE))
            elif kind == 6:
                self.log(attention=True)
                self.send(done(status=0x20))

    def login(self, sspi: bytes) -> bool:
        acceptor = Acceptor()
        try:
            if not sspi:
                raise PermissionError("the login brings no ticket")
            answer, who = acceptor.step(sspi)
            while who is None:
                self.send(token(0xED, answer))
                answer, who = acceptor.step(self.message()[1])
        except PermissionError as error:
            self.log(refused=str(error))
            self.send(refused(18452, "Login failed. The login is from an untrusted domain.", 14))
            return False
        self.who = who
        self.log(login=who)
        changes = token(0xE3, b"\x01" + us("warehouse") + us("master"))
        changes += token(0xE3, b"\x07\x05" + COLLATION + b"\0")
        changes += token(0xE3, b"\x04" + us("4096") + us("4096"))
        ack = token(0xAD, b"\x01\x74\0\0\x04" + us("Listener") + b"\x10\0\0\0")
        if answer:
            self.send(token(0xED, answer))
        self.send(changes + ack + done())
        return True

    def batch(self, text: str) -> bool:
        self.log(batch=text)
        first = text.strip().upper()
        if first.startswith("SELECT"):
            count = re.search(r"rows=(\d+)", text)
            self.send(rows(self.who, int(count[1]) if count else 1))
        elif first.startswith("BAD"):
            self.send(refused(208, "Invalid object name 'bad'."))
        elif first.startswith("DROP"):
            return False
        elif not first.startswith("WAIT"):
            self.send(done(0))
        return True

    def transaction(self, content: bytes) -> None:
        (kind,) = struct.unpack_from("<H", content, struct.unpack_from("<I", content)[0])
        name = {5: "begin", 7: "commit", 8: "rollback"}.get(kind, str(kind))
        self.log(transaction=name)
        number = struct.pack("<BQ", 8, 1)
        change = {
            "begin": b"\x08" + number + b"\0",
            "commit": b"\x09\0" + number,
            "rollback": b"\x0a\0" + number,
        }.get(name)
        self.send((token(0xE3, change) if change else b"") + done())


def main() -> None:
    lock = threading.Lock()
    with (
        open(sys.argv[2], "a", buffering=1) as file,
        socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server,
    ):

        def log(**event: object) -> None:
            with lock:
                file.write(json.dumps(event) + "\n")

        def serve(peer: socket.socket) -> None:
            with peer:
                try:
                    Client(peer, log).talk()
                except (ConnectionError, OSError):
                    pass

        log(listening=server.getsockname()[1])
        while True:
            threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()


main()
