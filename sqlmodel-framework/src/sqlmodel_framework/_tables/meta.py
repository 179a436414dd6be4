"""The metaclass of the base classes: finds the key, orders the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Identity, PrimaryKeyConstraint, Table
from sqlmodel import SQLModel
from sqlmodel.main import SQLModelMetaclass

from .._columns import SurrogateNumber
from .._history.tracked import EFFECTIVE_FROM, EFFECTIVE_TO, SYSTEM_COLUMNS
from .._naming import snake_case
from ..errors import ModelDefinitionError


class FrameworkMeta(SQLModelMetaclass):
    """SQLModel's metaclass, with the framework's two habits added.

    A class that names no key takes ``<class name in snake case>_id``, and its table is named by the
    class name in snake case unless ``__tablename__`` says otherwise.
    """

    def __new__(
        mcs, name: str, bases: tuple[type, ...], class_dict: dict[str, Any], **kwargs: Any
    ) -> FrameworkMeta:
        is_table = kwargs.get("table") is True
        if is_table and not _says(bases, class_dict, "__tablename__"):
            class_dict = {**class_dict, "__tablename__": snake_case(name)}
        cls = super().__new__(mcs, name, bases, class_dict, **kwargs)
        if is_table and not isinstance(vars(cls).get("__table__"), Table):
            _ensure_key(cls, name)
            _count_surrogates(cls)
            if hasattr(cls, "__history__"):
                _system_columns_last(cls)
        return cls  # type: ignore[no-any-return]

    def __init__(cls, name: str, bases: tuple[type, ...], class_dict: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, class_dict, **kwargs)
        table = vars(cls).get("__table__")
        made = getattr(cls, "__table_made__", None)
        if isinstance(table, Table) and made is not None:
            made(table)


def _says(bases: tuple[type, ...], class_dict: dict[str, Any], attribute: str) -> bool:
    if attribute in class_dict:
        return True
    mro = {c for base in bases for c in base.__mro__}
    return any(attribute in vars(c) for c in mro if c is not SQLModel)


def _columns(cls: type) -> dict[str, Column[Any]]:
    return {key: value for key, value in vars(cls).items() if isinstance(value, Column)}


def _ensure_key(cls: type, name: str) -> None:
    columns = _columns(cls)
    args = getattr(cls, "__table_args__", ())
    explicit = isinstance(args, tuple) and any(isinstance(a, PrimaryKeyConstraint) for a in args)
    if explicit or any(c.primary_key for key, c in columns.items() if key != EFFECTIVE_FROM):
        return
    wanted = f"{snake_case(name)}_id"
    column = columns.get(wanted)
    if column is None:
        raise ModelDefinitionError(
            f"{name} has no key. Write a field `{wanted}: int` (taken as the key by its name), or mark your "
            f"own: `code: str = Field(primary_key=True)`, on each field of a composite key."
        )
    column.primary_key = True
    column.nullable = False
    # The caller brings the value of such a key: a sequence beside it would never be used.
    if column.autoincrement == "auto" and column.default is None and _is_required(cls, wanted):
        column.autoincrement = False


def _count_surrogates(cls: type) -> None:
    # Here and not in the field: one Identity belongs to one column, and a field makes many.
    for column in _columns(cls).values():
        if isinstance(column.type, SurrogateNumber):
            column._init_items(Identity(always=True))


def _is_required(cls: Any, name: str) -> bool:
    fields = getattr(cls, "model_fields", None)
    if fields is not None:
        return bool(fields[name].is_required())
    return bool(cls.__fields__[name].required)


def _system_columns_last(cls: type) -> None:
    columns = _columns(cls)
    for key in (EFFECTIVE_FROM, EFFECTIVE_TO, *SYSTEM_COLUMNS):
        column = columns.get(key)
        if column is not None:
            # SQLAlchemy 1.4 orders by a counter, 2.x by the order of the class's attributes.
            type.__delattr__(cls, key)
            type.__setattr__(cls, key, _moved_to_end(column))


def _moved_to_end(column: Column[Any]) -> Column[Any]:
    from sqlalchemy.util import set_creation_order

    set_creation_order(column)
    return column


if TYPE_CHECKING:
    # To a type checker the metaclass is SQLModel's own, which it knows how to read fields from.
    FrameworkModel = SQLModel
else:

    class FrameworkModel(SQLModel, metaclass=FrameworkMeta):
        """SQLModel, with the framework's metaclass."""
