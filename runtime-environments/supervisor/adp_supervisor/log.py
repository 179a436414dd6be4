"""The log: a JSON object a line on stdout, masked. One stream, since readers of two mix them up."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from .masking import Mask
from .result import now

#: A longer line is cut: nobody reads it, and it would fill the memory.
LONGEST_LINE = 256 * 1024


class Log:
    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self._is_open = True

    def write(self, source: str, message: str, level: str = "info") -> None:
        # Masked as text and again as JSON: what needs an escape is another text there.
        record = {"time": now(), "level": level, "source": source, "message": self.mask(message)}
        self._print(self.mask(json.dumps(record, ensure_ascii=False)))

    def last(self, text: str) -> None:
        """The last line: for people."""
        self._print(self.mask(" ".join(text.split())))

    def _print(self, line: str) -> None:
        if not self._is_open:
            return
        rest = memoryview(line.encode("utf-8", "backslashreplace") + b"\n")
        try:
            while rest:
                rest = rest[os.write(1, rest) :]
        except OSError:
            # Whoever listened has gone; the run and its result go on.
            self._is_open = False


class Lines:
    """Cuts what comes from a pipe into lines."""

    def __init__(self, mask: Mask) -> None:
        self._bytes = bytearray()
        self._overflowed = False
        # The end of a cut line may be the first half of a secret.
        self._unsafe = mask.longest * 4

    def feed(self, chunk: bytes) -> Iterator[str]:
        self._bytes += chunk
        while (at := self._bytes.find(b"\n")) >= 0:
            line = bytes(self._bytes[:at])
            del self._bytes[: at + 1]
            yield from self._whole(line)
        if len(self._bytes) > LONGEST_LINE:
            if not self._overflowed:
                yield self._cut(bytes(self._bytes))
            self._overflowed = True
            self._bytes.clear()

    def rest(self) -> Iterator[str]:
        line = bytes(self._bytes)
        self._bytes.clear()
        if line:
            yield from self._whole(line)

    def _whole(self, line: bytes) -> Iterator[str]:
        if self._overflowed:
            self._overflowed = False
        elif len(line) > LONGEST_LINE:
            yield self._cut(line)
        else:
            yield line.decode("utf-8", "replace").rstrip("\r")

    def _cut(self, line: bytes) -> str:
        kept = line[: LONGEST_LINE - self._unsafe] if self._unsafe < LONGEST_LINE else b""
        return kept.decode("utf-8", "replace") + " [cut]"
