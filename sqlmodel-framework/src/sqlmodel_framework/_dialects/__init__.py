"""The databases the library knows, each loaded when it is first met."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from ..errors import UnsupportedDialectError

if TYPE_CHECKING:
    from .base import Dialect

_MODULES = {"postgresql": "postgresql", "sqlite": "sqlite", "mssql": "mssql", "default": "standard"}


def known_dialects() -> list[Dialect]:
    """Every database that the library knows."""
    return [dialect_for(name) for name in sorted(set(_MODULES) - {"default"})]


@cache
def dialect_for(name: str) -> Dialect:
    """The dialect by SQLAlchemy's name for it.

    Raises:
        UnsupportedDialectError: the library has none of that name.
    """
    module = _MODULES.get(name)
    if module is None:
        known = ", ".join(sorted(set(_MODULES) - {"default"}))
        raise UnsupportedDialectError(
            f"sqlmodel_framework has no dialect for {name!r}; it knows {known}. "
            "Connect to one of those, or use plain SQLModel classes for this database."
        )
    return cast("Dialect", import_module(f"{__name__}.{module}").DIALECT)
