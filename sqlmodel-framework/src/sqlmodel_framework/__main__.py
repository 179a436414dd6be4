"""``sqlmodel-framework plan|deploy|ddl|audit``: the same as the functions of these names.

Exit codes: 0 all is well, 1 plan found something to do, 2 the command failed, 64 it was called wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlmodel import create_engine

from ._deploy.api import ddl, deploy, plan
from ._history.audit import audit
from ._history.tracked import tracked
from ._named_models import BrokenModuleError, UsageError, models_of, typed_key
from .errors import SqlModelFrameworkError

_URL = "SQLMODEL_FRAMEWORK_URL"
#: Words with a hyphen that an audit knows.
_OPTIONS = ("--url", "-h", "--help")
_FOUND, _FAILED, _USAGE = 1, 2, 64


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, see above."""
    try:
        options = _parser().parse_args(arguments)
        sys.path.insert(0, os.curdir)
        return int(options.run(options))
    except _UnparsedError as error:
        return _say(f"{error}{_hint(sys.argv[1:] if arguments is None else arguments)}", _USAGE)
    except UsageError as error:
        return _say(str(error), _USAGE)
    except BrokenModuleError as error:
        return _say(str(error), _FAILED)
    except SqlModelFrameworkError as error:
        return _say(str(error), _FAILED)
    except DBAPIError as error:
        # The driver's own words, without the statement.
        return _say(f"the database says: {str(error.orig).strip()}", _FAILED)
    except SQLAlchemyError as error:
        return _say(f"{type(error).__name__}: {error}", _FAILED)


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _hint(words: Sequence[str]) -> str:
    """What to do where a key was taken for an option; without the words, which may hold a secret."""
    hyphened = any(word.startswith("-") and word.partition("=")[0] not in _OPTIONS for word in words)
    if list(words[:1]) != ["audit"] or "--" in words or not hyphened:
        return ""
    return "\nWrite -- before a key that starts with a hyphen: audit module:Class -- -42A"


class _UnparsedError(UsageError):
    """The words are not what argparse expects."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UnparsedError(f"{self.format_usage()}{message}")


def _parser() -> argparse.ArgumentParser:
    assert __doc__
    parser = _Parser(prog="sqlmodel-framework", description=__doc__.replace("``", ""))
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, text in (
        ("plan", _plan, "say what deploy would do; exit 1 if that is anything"),
        ("deploy", _deploy, "make what is missing or differs"),
        ("ddl", _ddl, "print the whole deployment as SQL"),
        ("audit", _audit, "print the changes of one key, one JSON document a line"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        command.add_argument("models", help="module with the model classes, or module:Class,Class")
        if name == "ddl":
            command.add_argument("--dialect", default="postgresql")
            command.add_argument("--schema", default="public", help="of tables that name none")
            command.add_argument("--writer", help="role that loads")
            command.add_argument("--reader", help="role that reads")
        else:
            command.add_argument("--url", help=f"database, without a password; default ${_URL}")
        if name == "audit":
            text = "value of the key, or its values in order; write -- before one that starts with a hyphen"
            command.add_argument("key", nargs="+", help=text)
    return parser


def _engine(options: argparse.Namespace) -> Any:
    given = options.url or os.environ.get(_URL)
    if not given:
        raise UsageError(f"no database: set {_URL}, or write --url postgresql+psycopg2://user@host/database.")
    where = "--url" if options.url else _URL
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        # Without the text of the error, which may hold the URL and its password.
        raise UsageError(f"{where} is no URL of a database. Write postgresql://user@host/database.") from None
    if options.url and _has_password(url):
        raise UsageError(
            "--url holds a password, which every user of this machine can read while the command runs. "
            f"Put the URL into the environment variable {_URL}, or the password into ~/.pgpass "
            "(%APPDATA%\\postgresql\\pgpass.conf on Windows). If it was a real one, change it."
        )
    try:
        return create_engine(url)
    except (ArgumentError, ImportError) as error:  # an unknown database, or a driver that is not installed
        raise UsageError(f"{where} names {url.drivername}, which cannot be used: {error}.") from None


def _has_password(url: URL) -> bool:
    words = ("password", "pwd", "sslpassword")
    query: Mapping[str, Any] = url.query
    return bool(url.password) or any(
        key.lower() in words or "pwd=" in str(value).lower() for key, value in query.items()
    )


def _plan(options: argparse.Namespace) -> int:
    found = plan(_engine(options), models_of(options.models))
    print(found)
    return _FOUND if found else 0


def _deploy(options: argparse.Namespace) -> int:
    print(deploy(_engine(options), models_of(options.models)))
    return 0


def _ddl(options: argparse.Namespace) -> int:
    print(
        ddl(
            models_of(options.models),
            dialect=options.dialect,
            schema=options.schema,
            writer=options.writer,
            reader=options.reader,
        ),
        end="",
    )
    return 0


def _audit(options: argparse.Namespace) -> int:
    engine = _engine(options)
    models = models_of(options.models)
    if len(models) != 1:
        module = options.models.partition(":")[0]
        raise UsageError(f"audit is of one model, and {options.models} names several. Write {module}:Class.")
    with engine.connect() as connection:
        key = typed_key(models[0], options.key)
        found = connection.execute(audit(models[0], key=key)).all()
    for row in found:
        print(json.dumps(dict(row._mapping), default=str, ensure_ascii=False))
    if not found:
        table = tracked(models[0]).table.name
        return _say(f"{table} has and had no row with the key {' '.join(options.key)}", 0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
