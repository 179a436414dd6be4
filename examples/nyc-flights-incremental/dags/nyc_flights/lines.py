"""Source lines as COPY input: every line becomes one bronze row, also the one that does not fit."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

#: Lines a COPY statement: bounds the memory, large enough not to be felt.
CHUNK = 50_000


def split(line: str, fields: int) -> list[str] | None:
    """The fields of one CSV line, or None when it is malformed (another number of fields, a quote that
    never closes, a character that text cannot hold)."""
    if "\0" in line or "\r" in line or "\ufffd" in line:
        return None
    if '"' not in line:
        found = line.split(",")
    else:
        try:
            rows = list(csv.reader([line], strict=True))
        except csv.Error:
            return None
        found = rows[0] if rows else [""]
    return found if len(found) == fields else None


def quote(text: str) -> str:
    """One CSV field, quoted; what PostgreSQL's text cannot hold is written as an escape."""
    return '"' + text.replace("\0", "\\x00").replace('"', '""') + '"'


def decode(content: bytes) -> list[str]:
    r"""The lines of a file. Bytes that are not UTF-8 become U+FFFD, so that `split` refuses their line."""
    lines = content.decode("utf-8", errors="replace").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return lines


def rows(batch_id: str, lines: Sequence[str], fields: int, first: int = 2) -> Iterator[str]:
    """COPY rows (CSV): batch_id, line_no, raw_line, then the fields; line numbers start at ``first``."""
    commas = fields - 1
    nothing = "," * commas
    for number, line in enumerate(lines, first):
        if (
            line.count(",") == commas
            and '"' not in line
            and "\r" not in line
            and "\0" not in line
            and "\ufffd" not in line
        ):
            yield f"{batch_id},{number},,{line}\n"  # the plain case, nearly all: passed through as it is
            continue
        found = split(line, fields)
        if found is None:
            yield f"{batch_id},{number},{quote(line)},{nothing}\n"
        else:
            yield f"{batch_id},{number},,{','.join(quote(field) if field else '' for field in found)}\n"


def chunks(copy_rows: Iterator[str]) -> Iterator[str]:
    """The rows in texts of `CHUNK` lines."""
    while text := "".join(islice(copy_rows, CHUNK)):
        yield text
