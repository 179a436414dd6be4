"""GO: where it separates and where it is text. The properties are those that any cutting of a script has to keep."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from batches import Batch, ScriptError, batches, decoded


def texts(script: str) -> list[str]:
    return [batch.text.strip() for batch in batches(script)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        ("GO\n\nGO\n", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1\nGO\nSELECT 2\ngo", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1\r\nGO\r\nSELECT 2\r\n", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1\n \tGo \t-- done\nSELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'a\nGO\nb'\nGO", ["SELECT 'a\nGO\nb'"]),
        ("SELECT 'it''s\nGO\n'\nGO\nX", ["SELECT 'it''s\nGO\n'", "X"]),
        ('SELECT "\nGO\n"\nGO\nX', ['SELECT "\nGO\n"', "X"]),
        ("SELECT [a]]\nGO\n]\nGO\nX", ["SELECT [a]]\nGO\n]", "X"]),
        ("/* a /* b\nGO\n*/\nGO\n*/ X\nGO\nY", ["/* a /* b\nGO\n*/\nGO\n*/ X", "Y"]),
        ("-- don't\nGO\n-- /*\nGO\nX", ["-- don't", "-- /*", "X"]),
        ("SELECT 1 AS\nGOING\nGO\nX", ["SELECT 1 AS\nGOING", "X"]),
        ("SELECT 1 GO\nGO\nX", ["SELECT 1 GO", "X"]),
        ("SELECT geography\n::Parse('x')\nGO\nX", ["SELECT geography\n::Parse('x')", "X"]),
        ("X '\nGO'\nGO\nY", ["X '\nGO'", "Y"]),
    ],
)
def test_cases(script: str, expected: list[str]) -> None:
    assert texts(script) == expected


def test_counts_and_lines() -> None:
    script = "\n\nA\nGO 3\n-- c\nB\nGO\n\nC"
    assert [(batch.line, batch.count) for batch in batches(script)] == [(3, 3), (5, 1), (9, 1)]


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("A\nSELECT 'x", 2),
        ("A\n\n/* /* */", 3),
        ("SELECT [x", 1),
        ('A\nGO\nSELECT "x', 3),
        ("A\nGO;\nB", 2),
        ("A\n:r other.sql\n", 2),
        (":setvar X 1", 1),
        ("A\n!!dir", 2),
    ],
)
def test_mistakes(script: str, line: int) -> None:
    with pytest.raises(ScriptError, match=f"^line {line}: "):
        batches(script)


def test_encodings() -> None:
    text = "SELECT N'Grüße'\nGO\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decoded(text.encode(encoding)) == text
    with pytest.raises(UnicodeDecodeError):
        decoded(text.encode("latin-1"))


# Letters that are the beginning of something, or of nothing.
_inner = st.text(alphabet="aG O\n'\"[]-;/*:5", max_size=30)
_string = _inner.map(lambda text: "'" + text.replace("'", "''") + "'")
_name = _inner.map(lambda text: "[" + text.replace("]", "]]") + "]")
_quoted = _inner.map(lambda text: '"' + text.replace('"', '""') + '"')
_line_comment = _inner.map(lambda text: "--" + text.replace("\n", " ") + "\n")
_plain = st.text(alphabet="abx =,()+\n", max_size=20)
_comment = st.recursive(
    st.text(alphabet="aGO\n'[ ", max_size=15).map(lambda text: f"/*{text}*/"),
    lambda inner: st.tuples(inner, st.text(alphabet="aGO\n' ", max_size=8)).map(
        lambda two: f"/*{two[1]}{two[0]}\nGO\n*/"
    ),
    max_leaves=4,
)
_part = st.one_of(_string, _name, _quoted, _line_comment, _plain, _comment)
_batch = st.lists(_part, min_size=1, max_size=8).map(lambda parts: "x " + " ".join(parts))
_separator = st.tuples(
    st.sampled_from(["GO", "go", "\tGo", "  gO"]),
    st.sampled_from(["", " 2", "\t17"]),
    st.sampled_from(["", " ", " -- x"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_batch, _separator), min_size=1, max_size=6))
def test_a_script_is_cut_where_it_was_joined(parts: list[tuple[str, tuple[str, str, str]]]) -> None:
    script = "".join(f"{batch}\n{''.join(separator)}\n" for batch, separator in parts)
    found = batches(script)
    assert [batch.text for batch in found] == [f"{batch}\n" for batch, _ in parts]
    assert [batch.count for batch in found] == [int(separator[1].strip() or 1) for _, separator in parts]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aGO \n\r'\"[]-;/*5", max_size=80))
def test_any_text_keeps_its_words(script: str) -> None:
    """What is cut away is separators and blanks; each batch is where it says, and cut again it is one batch."""
    try:
        found = batches(script)
    except ScriptError:
        return
    at = 0
    for batch in found:
        place = script.index(batch.text, at)
        gone = script[at:place]
        assert all(
            line.split("--")[0].strip().upper().rstrip("0123456789 \t") in ("", "GO") for line in gone.split("\n")
        )
        first = place + len(batch.text) - len(batch.text.lstrip())
        assert batch.line == script.count("\n", 0, first) + 1
        at = place + len(batch.text)
        again = batches(batch.text)
        assert [one.text for one in again] == [batch.text]


def test_a_long_script_takes_no_longer_for_each_line() -> None:
    """Twice the script takes about twice the time: no part is looked at again and again."""

    def seconds(count: int) -> float:
        script = "INSERT INTO [a] VALUES (N'it''s', 1) -- x\nGO\n" * count
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            assert len(batches(script)) == count
            best = min(best, time.process_time() - began)
        return best

    # A quadratic one takes 64 times as long.
    assert seconds(16_000) < 24 * seconds(2_000)


def test_a_batch_is_a_value() -> None:
    assert batches("A\nGO 2") == [Batch("A\n", 1, 2)]
