"""``python -m sqlmodel_framework plan|deploy|ddl|audit``: the same as the functions of these names."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel, create_engine

from .deployment.api import ddl, deploy, plan
from .errors import SqlModelFrameworkError
from .history.audit import audit

_URL = "SQLMODEL_FRAMEWORK_URL"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where all is well, 1 where plan found drift or a command failed, 64 for usage."""
    options = _parser().parse_args(arguments)
    sys.path.insert(0, str(os.curdir))
    try:
        return int(options.run(options))
    except (SqlModelFrameworkError, ImportError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sqlmodel_framework", description=__doc__)
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
            command.add_argument("--url", default=os.environ.get(_URL), help=f"database; default ${_URL}")
        if name == "audit":
            command.add_argument("key", nargs="+", help="value of the key, or its values in order")
    return parser


def _models(text: str) -> list[Any]:
    module_name, _, names = text.partition(":")
    module = import_module(module_name)
    if names:
        return [getattr(module, name) for name in names.split(",")]
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, SQLModel) and hasattr(value, "__table__")
    ]
    return found + [value for value in vars(module).values() if isinstance(value, Table)]


def _engine(options: argparse.Namespace) -> Any:
    if not options.url:
        print(f"no database: write --url postgresql+psycopg2://..., or set {_URL}.", file=sys.stderr)
        raise SystemExit(64)
    return create_engine(options.url)


def _plan(options: argparse.Namespace) -> int:
    found = plan(_engine(options), _models(options.models))
    print(found)
    return 1 if found else 0


def _deploy(options: argparse.Namespace) -> int:
    print(deploy(_engine(options), _models(options.models)))
    return 0


def _ddl(options: argparse.Namespace) -> int:
    print(
        ddl(
            _models(options.models),
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
    (model,) = _models(options.models)
    key = options.key[0] if len(options.key) == 1 else tuple(options.key)
    with engine.connect() as connection:
        for row in connection.execute(audit(model, key=key, dialect=engine.dialect.name)):
            print(json.dumps(dict(row._mapping), default=str, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
