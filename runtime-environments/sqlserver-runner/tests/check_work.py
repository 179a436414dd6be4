"""Extract, load and scripts by the runner's own packages, on SQLite, which takes [names] and ?, too.

e2e/runners-sqlserver.test.ts runs it by unittest, in the environment that the image has: it holds no pytest.
"""

from __future__ import annotations

import datetime
import decimal
import sqlite3
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import files
import pyarrow as pa
import pyarrow.parquet
import run_sqlserver
import work

D = decimal.Decimal
#: As pyodbc describes a result: name, type, two sizes, precision, scale, null.
DESCRIPTION = [
    ("id", int, None, 10, 10, 0, False),
    ("name", str, None, 40, 40, 0, True),
    ("price", D, None, 9, 9, 2, True),
    ("at", datetime.datetime, None, 27, 27, 7, True),
    ("on", datetime.date, None, 10, 10, 0, True),
    ("open", bool, None, 1, 1, 0, True),
    ("raw", bytes, None, 8, 8, 0, True),
]
AT = datetime.datetime(2026, 1, 2, 3, 4, 5, 678)
ROWS = [
    (1, "it's \"so\",\nor", D("1.10"), AT, AT.date(), True, b"\0\xff"),
    (2, "", D("-0.05"), None, None, False, b""),
    (3, None, None, None, None, None, None),
]  # fmt: skip


class Work(unittest.TestCase):
    def setUp(self) -> None:
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = Path(held.name)
        self.raw = sqlite3.connect(":memory:", isolation_level=None)
        self.addCleanup(self.raw.close)
        self.raw.execute("CREATE TABLE rental (id INTEGER PRIMARY KEY, name TEXT)")
        self.sent: dict[str, Any] = {}
        self.parts: list[dict[str, Any]] = []

    def send(self, **event: Any) -> None:
        self.parts.append(event) if "part" in event else self.sent.update(event)

    def session(self) -> Any:
        return run_sqlserver.Session(self.raw)

    def load(self, *paths: Path, delete_first: bool = False, chunk: int = 2) -> None:
        # pyodbc begins a transaction by itself; sqlite3 where it is told.
        self.raw.execute("BEGIN")
        names = [str(path) for path in paths]
        task = {"files": names, "into": "main.rental", "delete_first": delete_first, "chunk": chunk}
        work.load(task, self.session(), self.send)

    def table(self) -> list[tuple[Any, ...]]:
        return self.raw.execute("SELECT id, name FROM rental ORDER BY id").fetchall()

    def csv(self, text: str, name: str = "a.csv") -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def write(self, name: str) -> Path:
        path = self.folder / name
        writer = files.Writer(path, DESCRIPTION)
        for row in ROWS:
            writer.add([row])
        writer.finish()
        return path

    def test_parquet_keeps_types(self) -> None:
        found = pyarrow.parquet.read_table(self.write("a.parquet"))
        self.assertEqual([tuple(row.values()) for row in found.to_pylist()], ROWS)
        self.assertEqual(found.schema.field("price").type, pa.decimal128(9, 2))

    def test_csv_tells_null_from_an_empty_text(self) -> None:
        path = self.write("a.csv")
        found = [row for part in files.rows(path, 2) for row in part]
        self.assertEqual(found[0][:3], ("1", 'it\'s "so",\nor', "1.10"))
        self.assertEqual(found[0][6], "0x00ff")
        self.assertEqual([row[1] for row in found[1:]], ["", None])

    def test_nothing_else_is_left(self) -> None:
        self.write("a.csv")
        writer = files.Writer(self.folder / "b.parquet", DESCRIPTION)
        writer.add(ROWS)
        writer.abandon()
        self.assertEqual([path.name for path in self.folder.iterdir()], ["a.csv"])

    def test_chunks_are_no_longer_than_asked(self) -> None:
        path = self.csv("id\n" + "".join(f"{one}\n" for one in range(10)))
        self.assertEqual([len(part) for part in files.rows(path, 4)], [4, 4, 2])

    def test_load_and_extract_again(self) -> None:
        self.load(self.csv('id,name\n1,a\n2,""\n'), self.csv("id,name\n3,\n", "b.csv"))
        self.assertEqual(self.table(), [(1, "a"), (2, ""), (3, None)])
        self.assertEqual(self.sent["rows"], 3)
        self.assertEqual([part["rows"] for part in self.parts], [2, 1])

    def test_a_load_is_one_transaction(self) -> None:
        self.load(self.csv("id,name\n1,a\n"))
        with self.assertRaises(sqlite3.IntegrityError):
            self.load(self.csv("id,name\n5,e\n6,f\n7,g\n"), self.csv("id,name\n6,again\n", "b.csv"), delete_first=True)
        self.assertEqual(self.table(), [(1, "a")])

    def test_delete_first_replaces(self) -> None:
        self.load(self.csv("id,name\n1,a\n"))
        self.load(self.csv("id,name\n1,b\n"), delete_first=True)
        self.assertEqual(self.table(), [(1, "b")])

    def test_files_that_do_not_fit(self) -> None:
        for text in ("id,id\n1,2\n", "", "id\n1\n"):
            with self.subTest(text), self.assertRaises(work.InputError):
                self.load(self.csv("id,name\n1,a\n"), self.csv(text, "b.csv"))
            self.raw.execute("ROLLBACK")
        with self.assertRaises(work.InputError):
            self.load(self.csv("no parquet", "c.parquet"))

    def test_a_load_that_was_cancelled_changes_nothing(self) -> None:
        session = self.session()
        self.raw.execute("BEGIN")
        path = self.csv("id,name\n1,a\n")
        task = {"files": [str(path)], "into": "main.rental", "delete_first": False, "chunk": 2}

        def send(**event: Any) -> None:
            # After the last row, before the commit.
            if "part" in event:
                session._is_stopped = True

        with self.assertRaises(InterruptedError):
            work.load(task, session, send)
        self.assertEqual(self.table(), [])

    def test_the_loads_names_are_quoted(self) -> None:
        self.assertEqual(work.quoted("dbo.a]b"), "[dbo].[a]]b]")
        self.assertEqual(work.quoted_one("a.b]c"), "[a.b]]c]")

    def test_a_query_file_is_one_query(self) -> None:
        path = self.folder / "q.sql"
        path.write_text("SELECT 1\nGO\nSELECT 2\n")
        task = {"query": None, "query_file": str(path), "table": None}
        with self.assertRaises(work.InputError):
            work.query_of(task)

    def test_a_script_stops_at_its_first_error(self) -> None:
        path = self.folder / "s.sql"
        path.write_text("INSERT INTO rental VALUES (1, 'GO')\nGO\nBAD\nGO\nDELETE FROM rental\n")
        with self.assertRaises(sqlite3.OperationalError):
            work.run({"files": [str(path)]}, self.session(), self.send)
        self.assertEqual(self.table(), [(1, "GO")])
        self.assertEqual(
            [(part["part"], part["state"]) for part in self.parts], [(f"{path}:1", "ok"), (f"{path}:3", "failed")]
        )

    def test_a_time_with_its_zone(self) -> None:
        import struct

        raw = struct.pack("<6hI2h", 2026, 1, 2, 3, 4, 5, 600, -5, -30)
        self.assertEqual(run_sqlserver.offset_time(raw), "2026-01-02T03:04:05-05:30")


if __name__ == "__main__":
    unittest.main()
