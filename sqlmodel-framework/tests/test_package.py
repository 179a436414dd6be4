"""The public surface, what import does, and the package's own papers."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sqlmodel_framework
from sqlmodel_framework import SqlModelFrameworkError
from sqlmodel_framework._dialects import known_dialects

ROOM = Path(__file__).parent.parent
SOURCE = Path(sqlmodel_framework.__file__).parent


def test_everything_named_is_there() -> None:
    for name in sqlmodel_framework.__all__:
        assert getattr(sqlmodel_framework, name) is not None
        assert name in dir(sqlmodel_framework)
    with pytest.raises(AttributeError):
        _ = sqlmodel_framework.nothing


def test_what_is_not_public_begins_with_an_underscore() -> None:
    assert {p.name for p in SOURCE.iterdir() if not p.name.startswith("_")} == {"errors.py", "py.typed"}


def test_public_functions_say_what_they_take() -> None:
    public = [getattr(sqlmodel_framework, name) for name in sqlmodel_framework.__all__]
    functions = {f.__name__: inspect.signature(f).parameters for f in public if inspect.isfunction(f)}
    anything = {
        f"{name} {p.name}" for name, of in functions.items() for p in of.values() if p.annotation == "Any"
    }
    overloaded = {n for n in anything if n.split()[0] in ("as_of", "between")}
    own = {"audit key", "erase key", "postgres_engine engine_options", "sqlserver_engine engine_options"}
    assert len(functions) > 20 and anything - overloaded == own


def test_errors_are_one_tree() -> None:
    from sqlmodel_framework import errors

    for value in vars(errors).values():
        if isinstance(value, type) and issubclass(value, Exception):
            assert issubclass(value, SqlModelFrameworkError)


def test_the_version_is_the_files_and_the_changelogs() -> None:
    version = ROOM.joinpath("VERSION").read_text().strip()
    assert sqlmodel_framework.__version__ == version
    heads = re.findall(r"^## (.*)$", ROOM.joinpath("CHANGELOG.md").read_text(), re.MULTILINE)
    assert heads[0] == version
    numbers = [tuple(map(int, head.split("."))) for head in heads]
    assert numbers == sorted(set(numbers), reverse=True)


def test_a_registry_shows_what_it_needs() -> None:
    # A registry shows README alone: no link in it may lead to a file beside it.
    readme = ROOM.joinpath("README.md").read_text()
    links = re.findall(r"\]\(([^)]+)\)", readme)
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    for page in re.findall(r"`(docs/[^`]+|[A-Z]+\.md)`", readme):
        assert ROOM.joinpath(page).exists(), page
    licence = ROOM.joinpath("LICENSE").read_text()
    assert re.search(r"Apache License\s+Version 2\.0, January 2004", licence)
    whole = ROOM.parent / "LICENSE"
    assert licence == (whole.read_text() if whole.exists() else licence)  # the package can be tested alone


def test_only_a_dialect_asks_which_database_it_is() -> None:
    names = "|".join(dialect.name for dialect in known_dialects())
    literal = rf"""(?:==|!=|\bin) [(\[{{]?["'](?:{names})\b"""
    asks = re.compile(rf"{literal}|\b(?:dialect|engine)\.name (?:[!=]=|in|not) ")
    assert asks.search('if connection.dialect.name == "postgresql":')
    assert asks.search("x = name in ('sqlite', 'mssql')")
    sources = [p for p in SOURCE.rglob("*.py") if "dialects" not in p.relative_to(SOURCE).parts]
    assert len(sources) > 30
    assert [str(p) for p in sources if asks.search(p.read_text())] == []


WATCHED = """
import logging, os, socket, sys, threading, warnings
import sqlmodel
from sqlalchemy.dialects.postgresql.base import ischema_names

def state():
    return (dict(os.environ), list(sys.path), os.getcwd(), list(warnings.filters), threading.active_count(),
            socket.getdefaulttimeout(), dict(sqlmodel.SQLModel.metadata.tables), dict(ischema_names),
            list(logging.getLogger().handlers))

before, seen = state(), []

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append((event, path))
    elif event.startswith(("socket.", "subprocess.", "os.", "shutil.", "tempfile.", "signal.")):
        if event not in ("os.listdir", "os.scandir"):
            seen.append((event, *arguments))

sys.dont_write_bytecode = True
sys.addaudithook(watch)
import sqlmodel_framework
for name in sqlmodel_framework.__all__:
    getattr(sqlmodel_framework, name)
import sqlmodel_framework.__main__
made = list(seen)
print("changed" if state() != before else "", made)
"""


def test_import_does_nothing_else() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", WATCHED],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE.parent)},
    )  # fmt: skip
    assert printed.stdout.strip() == "[]"


def test_import_loads_no_driver_and_no_merge() -> None:
    code = (
        "import sys, sqlmodel; old = set(sys.modules); from sqlmodel_framework import ReferenceTable; "
        "print([m for m in set(sys.modules) - old if m.startswith(('psycopg', 'alembic', 'pandas', 'polars', "
        "'sqlmodel_framework._merge', 'sqlmodel_framework._deploy', 'sqlalchemy.dialects.postgresql'))])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE.parent)},
    )  # fmt: skip
    assert printed.stdout.strip() == "[]"
