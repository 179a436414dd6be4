"""The lines of a delivered file, each of which is one row of a bronze table, whatever it holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from ..errors import MergeError

#: What a line is called that could not be read as text.
_UNREADABLE = "\ufffd"


class Delivered:
    """A header, and the lines below it, numbered from 2."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines = lines
        self.delimiter = delimiter
        header = next(lines, None)
        #: The header's names; none where there is not one line.
        self.names = () if header is None else tuple(split(header, delimiter) or (header,))
        #: Lines read so far, and those of them that do not fit the header.
        self.rows = 0
        self.malformed = 0

    def records(self) -> Iterator[tuple[int, str | None, list[str | None]]]:
        """Of each line its number and its fields, or, in place of fields, the whole line."""
        width = len(self.names)
        for number, line in enumerate(self._lines, 2):
            found = split(line, self.delimiter)
            self.rows += 1
            if found is None or len(found) != width:
                self.malformed += 1
                yield number, line.replace("\0", "\\x00"), [None] * width
            else:
                yield number, None, [field or None for field in found]

    def as_csv(self, before: str) -> Iterator[str]:
        """The lines as COPY (csv) takes them: ``before``, number, whole line, fields."""
        between = self.delimiter
        separators, nothing = len(self.names) - 1, between * (len(self.names) - 1)
        for number, line in enumerate(self._lines, 2):
            self.rows += 1
            if line.count(between) == separators and _is_plain(line):
                # Nearly all: passed through as it is.
                yield f"{before}{between}{number}{between}{between}{line}\n"
                continue
            found = split(line, between)
            if found is None or len(found) != separators + 1:
                self.malformed += 1
                yield f"{before}{between}{number}{between}{quote(line)}{between}{nothing}\n"
            else:
                fields = between.join(quote(field) if field else "" for field in found)
                yield f"{before}{between}{number}{between}{between}{fields}\n"


def _is_plain(line: str) -> bool:
    return '"' not in line and "\r" not in line and "\0" not in line and _UNREADABLE not in line


def split(line: str, delimiter: str) -> list[str] | None:
    """The fields of one CSV line, or None where they cannot be told: a quote that never closes, a character
    that no text holds, bytes of another encoding."""
    if "\0" in line or "\r" in line or _UNREADABLE in line:
        return None
    if '"' not in line:
        return line.split(delimiter)
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if rows else [""]


def quote(text: str) -> str:
    """One CSV field; what PostgreSQL's text cannot hold is written as an escape."""
    return '"' + text.replace("\0", "\\x00").replace('"', '""') + '"'


def lines_of(file: str | PathLike[str] | bytes | Iterable[str], encoding: str) -> Iterator[str]:
    """Lines without their ends. Bytes of another encoding become U+FFFD, which :func:`split` refuses."""
    if isinstance(file, bytes):
        _check_packed("the file", file)
        text = io.TextIOWrapper(io.BytesIO(file), encoding, errors="replace", newline="\n")
        return _without_ends(text)
    if isinstance(file, (str, PathLike)):
        return _read(Path(file), encoding)
    return _without_ends(file)


def _check_packed(name: str, head: bytes) -> None:
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise MergeError(
            f"{name} is packed: pass its lines, such as gzip.open(path, 'rt', encoding='utf-8')."
        )


def _read(path: Path, encoding: str) -> Iterator[str]:
    with path.open("rb") as start:
        _check_packed(path.name, start.read(4))
    with path.open(encoding=encoding, errors="replace", newline="\n") as file:
        yield from _without_ends(file)


def _without_ends(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.removesuffix("\n").removesuffix("\r")
