"""Models and keys from the words of a command line."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel

from ._history.audit import READ
from ._history.changes import plain_type
from ._history.query import is_instant
from ._history.tracked import tracked


class UsageError(Exception):
    """The words of the command do not fit; the message says which."""


class BrokenModuleError(Exception):
    """The module that was named exists and cannot be imported."""


def models_of(text: str) -> list[Any]:
    """The models that ``module`` or ``module:Class,Class`` names, each table once.

    Raises:
        UsageError: there is no such module or class, or no model in it.
        BrokenModuleError: importing the module fails.
    """
    module_name, _, names = text.partition(":")
    module = _import(module_name)
    every = {name: value for name, value in vars(module).items() if _is_model(value)}
    listed = ", ".join(every) or "none"
    if names:
        wanted = [name.strip() for name in names.split(",")]
        for name in wanted:
            if name not in every:
                raise UsageError(f"{module_name} has no model {name!r}. Its models: {listed}.")
        found = [every[name] for name in wanted]
    else:
        found = list(every.values())
    if not found:
        raise UsageError(f"{module_name} has no models: no SQLModel class with table=True, and no Table.")
    # A class may have several names, and its table one of its own.
    return list({getattr(model, "__table__", model): model for model in reversed(found)}.values())[::-1]


def typed_key(model: Any, words: Sequence[str]) -> Any:
    """The value of a model's key, in the types of its columns.

    Raises:
        UsageError: a word is no value of its column.
    """
    columns = tracked(model).key
    if len(words) != len(columns):
        return tuple(words)  # refused, with the names, by who asked
    values = tuple(_typed(column, word) for column, word in zip(columns, words, strict=True))
    return values[0] if len(values) == 1 else values


def _import(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise UsageError(
                f"there is no module {name!r}. Write its name with dots, without .py, and run the command "
                "where it can be imported from."
            ) from None
        raise _broken(name, error) from error
    except (ValueError, TypeError) as error:
        if not name or name.startswith("."):
            raise UsageError(f"{name!r} is no name of a module.") from None
        raise _broken(name, error) from error
    except Exception as error:  # whatever the module does when it is imported
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> BrokenModuleError:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.filename}, line {last.lineno}"
    return BrokenModuleError(f"{name} cannot be imported: {type(error).__name__}: {error} ({place})")


def _is_model(value: Any) -> bool:
    if isinstance(value, type):
        return issubclass(value, SQLModel) and isinstance(getattr(value, "__table__", None), Table)
    return isinstance(value, Table)


def _typed(column: Any, word: str) -> Any:
    try:
        kind: Any = plain_type(column.type).python_type
    except NotImplementedError:
        return word
    try:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind[word]
        value = READ.get(kind, str)(word)
    except (ValueError, KeyError, ArithmeticError):
        raise UsageError(f"{word!r} is no {kind.__name__}, as the key {column.name} is.") from None
    if is_instant(column.type) and value.tzinfo is None:
        raise UsageError(
            f"{word!r} has no time zone, so it names no instant, as the key {column.name} is. "
            f"Write {value.isoformat()}+00:00, or the zone that is meant."
        )
    return value
