"""The classes whose objects are versions: a model's own columns, and when that version was current."""

from __future__ import annotations

from abc import ABCMeta
from typing import Any, NoReturn
from weakref import WeakKeyDictionary

from sqlalchemy import event, inspect, literal_column, null, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased, registry
from sqlalchemy.sql import Subquery
from sqlalchemy.sql.elements import ColumnElement

from .._columns import EndedBy, Instant
from ..errors import PastIsReadOnlyError, PastRelationshipError
from .product import refuse_product
from .tracked import SYSTIME, Tracked, attribute_columns

_CLASSES: WeakKeyDictionary[type, tuple[Tracked, type]] = WeakKeyDictionary()


class Past(Subquery):
    """Versions as an entry of FROM, which is never paired with all of today's rows."""

    inherit_cache = True
    live: Any


@compiles(Past)
def _past(element: Past, compiler: Any, **kw: Any) -> str:
    refuse_product(element, element.live, compiler)
    return str(compiler.visit_subquery(element, **kw))


def entity(model: Any, found: Tracked, *, current: Any, earlier: Any) -> Any:
    """What a query selects, filters and joins: an entity of a model, a subquery of a table.

    Args:
        model: a model class, or a table.
        found: what is known of its table.
        current: the condition on the table's rows.
        earlier: the condition on those of its history.
    """
    versions = _versions(model, found, current, earlier)
    if model is found.table:
        return versions
    return aliased(version_class(model, found), versions, adapt_on_names=True)


def version_class(model: type, found: Tracked) -> type:
    """The class of a model's versions; one for each model."""
    tracked, made = _CLASSES.get(model, (None, None))
    if made is None or tracked is not found:
        made = _make(model, found)
        _CLASSES[model] = found, made
    return made


def _versions(model: Any, found: Tracked, current: Any, earlier: Any) -> Past:
    columns = attribute_columns(model)
    now, past = found.table.c, found.history.c
    still = [
        now[SYSTIME].label("sys_from"),
        _nothing(Instant()).label("sys_to"),
        _nothing(past.op.type).label("op"),
    ]
    ended = [past[SYSTIME].label("sys_from"), past.sys_to.label("sys_to"), EndedBy(past.op).label("op")]
    # ``type_coerce`` is not needed: both sides of the union have the table's types.
    kept = [(past[c.key] if c.key in past else null()).label(name) for name, c in columns]
    union = union_all(
        select(*[c.label(name) for name, c in columns], *still).where(current),
        select(*kept, *ended).where(earlier),
    )
    made = Past._construct(union)
    made.live = found.table
    return made


def _nothing(type_: Any) -> ColumnElement[Any]:
    from sqlalchemy import cast

    return cast(null(), type_)


def _make(model: type, found: Tracked) -> type:
    relationships: Any = inspect(model).relationships
    always = literal_column("1") == literal_column("1")
    every = _versions(model, found, always, always)
    refused = {each.key: _Refused(model, each.key) for each in relationships}
    namespace = {
        "__module__": model.__module__, "__qualname__": f"{model.__qualname__}Version",
        "__doc__": f"One version of a row of {found.table.name}.",
        "__setattr__": _set, "__delattr__": _delete, **refused,
    }  # fmt: skip
    # Not through SQLModel's metaclass, which would make the fields anew: they are the model's.
    made: Any = ABCMeta.__new__(type(model), f"{model.__name__}Version", (model,), namespace)
    names = {c: name for name, c in attribute_columns(model)}
    key = [every.c[names[c]] for c in found.key]
    # A registry of its own: no relationship can mean a class of this name.
    registry().map_imperatively(made, every, primary_key=[*key, every.c.sys_from], always_refresh=True)
    for change in ("before_insert", "before_update", "before_delete"):
        event.listen(made, change, _refuse)
    return made  # type: ignore[no-any-return]


class _Refused:
    """A relationship of the model: of a version it would lead to today's rows."""

    def __init__(self, model: type, name: str) -> None:
        self.message = (
            f"{model.__name__}.{name} is a relationship, and leads to rows of today. "
            "Join the past of both: select(a, b).join(b, b.<key> == a.<key>), each made by as_of(Model, t)."
        )

    def __get__(self, instance: Any, owner: Any = None) -> NoReturn:
        raise PastRelationshipError(self.message)

    def __set__(self, instance: Any, value: Any) -> NoReturn:
        raise PastRelationshipError(self.message)


def _set(self: Any, name: str, value: Any) -> None:
    if not name.startswith("_"):
        _refuse(None, None, self)
    super(type(self), self).__setattr__(name, value)


def _delete(self: Any, name: str) -> None:
    _refuse(None, None, self)


def _refuse(mapper: Any, connection: Any, target: Any) -> NoReturn:
    model = type(target).__mro__[1].__name__
    raise PastIsReadOnlyError(
        f"this {type(target).__name__} is a version of the past, and cannot be changed. Change today's row: "
        f"session.get({model}, key). To bring this version back: merge(session, {model}, [version])."
    )
