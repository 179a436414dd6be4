"""Files kept line by line as they were delivered, once."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Optional

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, String, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session

from sqlmodel_framework import (
    BatchChangedError,
    BronzeTable,
    ConstraintError,
    Landing,
    MergeCallError,
    MergeError,
    ModelDefinitionError,
    ReferenceTable,
    SourceColumnsError,
    land,
    plan,
)
from sqlmodel_framework._merge.delivered import Delivered, lines_of, split

OWN = MetaData()
#: What a line can hold: anything but its end.
LINE = st.text(st.characters(blacklist_characters="\n", blacklist_categories=("Cs",)))
FIELD = st.text(st.characters(blacklist_characters="\n\r\0\ufffd", blacklist_categories=("Cs",)))


class Raw(BronzeTable, table=True):
    metadata = OWN
    code: Optional[str] = None
    note: Optional[str] = Field(default=None, sa_type=String)


class Typed(BronzeTable, table=True):
    metadata = MetaData()
    amount: Optional[int] = None


class Short(BronzeTable, table=True):
    metadata = MetaData()
    amount: Optional[str] = Field(default=None, max_length=3)


class Needed(BronzeTable, table=True):
    metadata = MetaData()
    amount: str


class Other(ReferenceTable, table=True):
    metadata = MetaData()
    other_id: int


R = Raw.__table__.c


@pytest.fixture
def bronze(any_engine: Engine) -> Engine:
    OWN.create_all(any_engine)
    return any_engine


def landed(engine: Engine, file: Any, batch_id: str = "one", **options: Any) -> Landing:
    with engine.begin() as connection:
        return land(connection, Raw, file, batch_id=batch_id, **options)


def rows(engine: Engine, batch_id: str = "one") -> list[Any]:
    query = select(R.line_no, R.raw_line, R.code, R.note).where(R.batch_id == batch_id).order_by(R.line_no)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_line_is_one_row_with_its_number(bronze: Engine, tmp_path: Path, ends: str) -> None:
    assert str(plan(bronze, [Raw])) == "nothing to do"
    path = tmp_path / "a.csv"
    lines = [
        "note,code",
        "plain,A1",
        ",",
        '"a, b ""c""",A2',
        "too,many,fields",
        '"open,A3',
        "",
        "b\0c,A4",
        "é\\N,A5",
    ]
    path.write_bytes("".join(line + ends for line in lines).encode())
    assert landed(bronze, path) == Landing(rows=8, malformed=4, new=True)
    assert rows(bronze) == [
        (2, None, "A1", "plain"),
        (3, None, None, None),
        (4, None, "A2", 'a, b "c"'),
        (5, "too,many,fields", None, None),
        (6, '"open,A3', None, None),
        (7, "", None, None),
        (8, "b\\x00c,A4", None, None),
        (9, None, "A5", "é\\N"),
    ]
    with Session(bronze) as session:
        for row in session.execute(select(Raw)).scalars():
            assert row.source == str(path) and row.loaded_at is not None
            assert abs(datetime.now(timezone.utc) - row.loaded_at) < timedelta(minutes=1)


def test_bytes_of_another_encoding_make_their_line_malformed_and_no_other(bronze: Engine) -> None:
    file = b"\xef\xbb\xbfcode;note\nA1;a\n\xff;b\nA3;c"
    assert landed(bronze, file, delimiter=";", source="mail") == Landing(3, 1, True)
    assert rows(bronze) == [(2, None, "A1", "a"), (3, "\ufffd;b", None, None), (4, None, "A3", "c")]
    assert landed(bronze, "code,note\nÄ,ß\n".encode("cp1252"), "two", encoding="cp1252").malformed == 0
    assert rows(bronze, "two") == [(2, None, "Ä", "ß")]


def test_a_batch_is_landed_once(bronze: Engine) -> None:
    file = ["code,note", "A1,a", "broken", '"",b']
    assert landed(bronze, file).new
    before = rows(bronze)
    assert landed(bronze, ["note,code", "a,A1", "broken", "b,"]) == Landing(3, 1, new=False)
    for other, what in (
        (["code,note", "A1,a", "broken", ",c"], "1 of them, the first in line 4"),
        (["code,note", "A1,a"], "2 of them, the first in line 3"),
        ([*file, "A5,e"], "1 of them, the first in line 5"),
    ):
        with pytest.raises(BatchChangedError, match=f"'one' is in raw already.*{what}"):
            landed(bronze, other)
    assert rows(bronze) == before
    assert landed(bronze, file, "two").new and len(rows(bronze, "two")) == 3


def test_a_batch_that_another_transaction_lands_meanwhile_is_refused_whole(engine: Engine) -> None:
    OWN.create_all(engine)

    def file() -> Any:
        yield "code,note\n"
        yield "A0,new\n"
        landed(engine, ["code,note", "A1,a"])  # between the question and the answer

    with pytest.raises(ConstraintError, match=r"'one' for raw.*landed it meanwhile") as refused:
        landed(engine, file())
    assert (refused.value.constraint, refused.value.sqlstate) == ("raw_pkey", "23505")
    assert rows(engine) == [(2, None, "A1", "a")]


def test_rows_can_be_added_by_the_orm(bronze: Engine) -> None:
    with Session(bronze) as session:
        session.add_all(Raw(batch_id="api", line_no=n, code=str(n)) for n in (1, 2))
        session.commit()
        session.add(Raw(batch_id="api", line_no=2))
        with pytest.raises(IntegrityError):
            session.commit()
    assert [row[2] for row in rows(bronze, "api")] == ["1", "2"]


def test_a_header_must_name_the_models_columns(bronze: Engine) -> None:
    for header, what in (
        ("code,note,price", "the model lacks 'price'"),
        ("code", "the file lacks note"),
        ("code,note,note", "a column is named twice"),
        ("code;note", "the model lacks 'code;note' and the file lacks code, note"),
        ("batch_id,code,note", "the model lacks 'batch_id'"),
    ):
        with pytest.raises(SourceColumnsError, match=what):
            landed(bronze, [header, "A1,a"])
    with pytest.raises(SourceColumnsError, match="is not there: the file lacks code, note"):
        landed(bronze, b"")
    assert rows(bronze) == []


def test_a_packed_file_is_no_text(bronze: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wt") as file:
        file.write("code,note\nA1,a\n")
    for packed in (path, path.read_bytes()):
        with pytest.raises(MergeError, match=r"is packed: pass its lines, such as gzip\.open"):
            landed(bronze, packed)
    with gzip.open(path, "rt") as lines:
        assert landed(bronze, lines, source=str(path)).rows == 1


def test_what_is_no_bronze_table_is_refused(bronze: Engine) -> None:
    with bronze.begin() as connection:
        for model in (Typed, Short, Needed):
            with pytest.raises(ModelDefinitionError, match=r"amount: Optional\[str\] = None"):
                land(connection, model, ["amount", "1"], batch_id="one")
        wrong: Any
        for wrong, said in (
            (Other, "Other is no"),
            (BronzeTable, "BronzeTable is no"),
            (Raw(), "is no bronze"),
        ):
            with pytest.raises(MergeCallError, match=said):
                land(connection, wrong, ["amount", "1"], batch_id="one")
        with pytest.raises(MergeCallError, match="names no delivery"):
            land(connection, Raw, ["code,note"], batch_id="")


def parsed(row: str) -> list[str]:
    """As PostgreSQL's COPY (format csv) reads it."""
    (found,) = csv.reader(io.StringIO(row, newline=""), strict=True)
    return found


def delivered(width: int, *lines: str) -> Delivered:
    return Delivered(iter([",".join(f"c{n}" for n in range(width)), *lines]), ",")


#: Says nothing about time: another program may have the processor.
ANY_TIME = settings(deadline=None, suppress_health_check=list(HealthCheck))


@ANY_TIME
@given(st.lists(FIELD, min_size=2, max_size=6))
def test_a_written_line_comes_back_field_by_field(fields: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(fields)
    (row,) = delivered(len(fields), text.getvalue()).as_csv("b")
    assert parsed(row) == ["b", "2", "", *fields]
    (record,) = delivered(len(fields), text.getvalue()).records()
    assert record == (2, None, [field or None for field in fields])


@ANY_TIME
@given(st.lists(LINE), st.integers(1, 6))
def test_a_line_is_either_split_or_kept_whole(lines: list[str], width: int) -> None:
    read = delivered(width, *lines)
    found = [parsed(row) for row in read.as_csv("b")]
    assert [row[:2] for row in found] == [["b", str(n)] for n in range(2, len(lines) + 2)]
    assert read.rows == len(lines)
    kept = 0
    for (_, _, raw, *values), line in zip(found, lines, strict=True):
        fields = split(line, ",")
        if fields is None or len(fields) != width:
            kept += 1
            assert (raw, values) == (line.replace("\0", "\\x00"), [""] * width)
        else:
            assert (raw, values) == ("", fields)
    assert read.malformed == kept
    again = delivered(width, *lines)
    for (_, _, raw, *values), (_, whole, fields) in zip(found, again.records(), strict=True):
        assert (raw, values) == (whole or "", [field or "" for field in fields])
    assert again.malformed == kept


@ANY_TIME
@given(st.lists(LINE))
def test_a_files_lines_are_told_apart_by_newlines_alone(lines: list[str]) -> None:
    whole = "".join(line + "\n" for line in lines)
    found = list(lines_of(whole.encode(), "utf-8"))
    assert found == [line.removesuffix("\r") for line in lines]
    assert list(lines_of(io.StringIO(whole, newline="\n"), "utf-8")) == found
