"""Every source line becomes exactly one bronze row, whatever it holds."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from nyc_flights import lines
from nyc_flights.changes import clock

#: What a line can hold: anything but its end.
LINE = st.text(st.characters(blacklist_characters="\n", blacklist_categories=("Cs",)))
FIELD = st.text(st.characters(blacklist_characters="\n\r\0\ufffd", blacklist_categories=("Cs",)))


def parsed(row: str) -> list[str]:
    """As PostgreSQL's COPY (format csv) reads it."""
    (found,) = csv.reader(io.StringIO(row, newline=""), strict=True)
    return found


def written(fields: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(fields)
    return text.getvalue()


@given(st.lists(FIELD, min_size=2, max_size=6))
def test_a_written_line_comes_back_field_by_field(fields: list[str]) -> None:
    (row,) = lines.rows("b", [written(fields)], len(fields))
    assert parsed(row) == ["b", "2", "", *fields]


@given(st.lists(LINE), st.integers(2, 6))
def test_every_line_is_one_row_with_its_number(content: list[str], fields: int) -> None:
    found = [parsed(row) for row in lines.rows("b", content, fields)]
    assert [row[:2] for row in found] == [["b", str(number)] for number in range(2, len(content) + 2)]
    assert all(len(row) == 3 + fields for row in found)


@given(LINE, st.integers(2, 6))
def test_a_line_is_either_split_or_kept_whole(line: str, fields: int) -> None:
    (row,) = lines.rows("b", [line], fields)
    _, _, raw, *values = parsed(row)
    if lines.split(line, fields) is None:
        assert (raw, values) == (line.replace("\0", "\\x00"), [""] * fields)
    else:
        assert (raw, values) == ("", lines.split(line, fields))


def test_bytes_that_are_not_utf8_make_their_line_malformed_and_no_other() -> None:
    found = lines.decode(b"a,b\n\xff,c\nd,e\n")
    assert [lines.split(line, 2) for line in found] == [["a", "b"], None, ["d", "e"]]


def test_an_empty_line_is_kept_as_malformed() -> None:
    assert list(lines.rows("b", [""], 2)) == ['b,2,"",,\n']


def test_long_files_are_copied_in_chunks() -> None:
    content = ["x,y"] * (lines.CHUNK * 2 + 1)
    found = list(lines.chunks(lines.rows("b", content, 2)))
    assert [chunk.count("\n") for chunk in found] == [lines.CHUNK, lines.CHUNK, 1]


@given(st.integers(0, 10_000))
def test_a_clock_time_never_leaves_the_day(minutes: int) -> None:
    found = int(clock(minutes))
    assert 0 <= found <= 2400
    assert found % 100 < 60
    assert (found // 100 * 60 + found % 100 - minutes) % 1440 == 0
