"""What the library knows about one table that it keeps the history of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Column, Table
from sqlalchemy.orm.attributes import InstrumentedAttribute

from .._naming import derived
from ..errors import ModelDefinitionError, NotTrackedError

if TYPE_CHECKING:
    from sqlmodel import SQLModel

# An attribute of the table and not an entry of its ``info``, which Alembic writes into migrations.
_ATTRIBUTE = "_sqlmodel_framework"

CREATED_AT = "created_at"
SYSTIME = "systime"
BATCH_ID = "batch_id"
INACTIVATED_DATE = "inactivated_date"
TXID = "sys_txid"
EFFECTIVE_FROM = "effective_from"
EFFECTIVE_TO = "effective_to"
EFFECTIVE = "sys_effective"

#: Columns that the library keeps itself: no source of a merge may hold them.
SYSTEM_COLUMNS = (CREATED_AT, SYSTIME, BATCH_ID, INACTIVATED_DATE, TXID, EFFECTIVE)
#: Columns that history has beside the table's own.
HISTORY_COLUMNS = frozenset({"sys_to", "op", "actor", "db_user", "txid"})
#: Names that no column of the table may have: history or its versions need them.
TAKEN_NAMES = HISTORY_COLUMNS | {"sys_from"}
#: Columns that the log has.
LOG_COLUMNS = frozenset({"txid", "at", "op", "actor", "db_user", "detail"})
#: Columns of the table that are no attribute of its class.
HIDDEN_COLUMNS = (TXID, EFFECTIVE)


@dataclass(frozen=True)
class History:
    """What a class may say about its history, as ``__history__ = History(...)``.

    Args:
        without: columns kept out of history (large texts, images); ``as_of`` gives NULL for them.
        ignore: columns whose difference alone does not make :func:`merge` write a new version.
        protect: how created_at and systime are kept from forgery. ``"grants"`` leaves it to column-level
            rights (see :func:`ddl`), which cost nothing; ``"trigger"`` sets them on every insert too,
            for owners and table-level grants, at the price of a row trigger.
        retention: how long :func:`purge` keeps a version after it ended; None: for ever.
    """

    without: frozenset[str] = field(default_factory=frozenset)
    ignore: frozenset[str] = field(default_factory=frozenset)
    protect: str = "grants"
    retention: timedelta | None = None

    def __init__(
        self,
        without: Iterable[str] = (),
        ignore: Iterable[str] = (),
        protect: Literal["grants", "trigger"] = "grants",
        retention: timedelta | None = None,
    ) -> None:
        if protect not in ("grants", "trigger"):
            raise ModelDefinitionError(f"protect={protect!r} is not known. Write 'grants' or 'trigger'.")
        if retention is not None and not (isinstance(retention, timedelta) and retention > timedelta(0)):
            raise ModelDefinitionError(
                f"retention={retention!r} is no span of time. Write retention=timedelta(days=3650)."
            )
        object.__setattr__(self, "protect", protect)
        object.__setattr__(self, "retention", retention)
        object.__setattr__(self, "without", frozenset(without))
        object.__setattr__(self, "ignore", frozenset(ignore))


@dataclass(frozen=True)
class Tracked:
    """A table, its history table, and the log of what befell it."""

    table: Table
    history: Table
    log: Table
    options: History

    @property
    def key(self) -> tuple[Column[Any], ...]:
        return tuple(self.table.primary_key.columns)

    @property
    def is_temporal(self) -> bool:
        """Whether application time may not overlap for one key."""
        return EFFECTIVE in self.table.columns

    @property
    def thing(self) -> tuple[Column[Any], ...]:
        """The key of the thing that the row is about: without the start of its application time."""
        return tuple(c for c in self.key if not (self.is_temporal and c.name == EFFECTIVE_FROM))

    @property
    def business(self) -> tuple[Column[Any], ...]:
        """The columns that belong to the user, the key included."""
        return tuple(c for c in self.table.columns if c.name not in SYSTEM_COLUMNS)

    @property
    def writable(self) -> tuple[Column[Any], ...]:
        """The columns that a loading role may set; the others are the database's own."""
        kept = (CREATED_AT, SYSTIME, BATCH_ID, TXID)
        # An identity by default is one that a merge brings along; one always given takes nobody's.
        own = (c for c in self.table.columns if c.computed is None)
        own = (c for c in own if c.identity is None or not c.identity.always)
        return tuple(c for c in own if c.name not in kept)

    @property
    def recorded(self) -> tuple[Column[Any], ...]:
        """The columns that history keeps."""
        return tuple(c for c in self.table.columns if c.name not in self.options.without)

    @property
    def can_inactivate(self) -> bool:
        return INACTIVATED_DATE in self.table.columns

    def object_name(self, suffix: str) -> str:
        """The name of a function or trigger that belongs to the table."""
        return derived(self.table.name, suffix)


def tracked(target: type[SQLModel] | Table) -> Tracked:
    """The :class:`Tracked` of a model class or of a table.

    Raises:
        NotTrackedError: the class or table is not one of the framework's.
    """
    table = target if isinstance(target, Table) else getattr(target, "__table__", None)
    found = tracked_or_none(table) if isinstance(table, Table) and isinstance(target, (type, Table)) else None
    if found is not None:
        return found
    if not isinstance(target, (type, Table)):
        raise NotTrackedError(
            f"{type(target).__name__} given where a model class (or a tracked table) is needed. "
            "Write the class itself, and the arguments in their order: as_of(Customer, t)."
        )
    name = target.__name__ if isinstance(target, type) else target.name
    raise NotTrackedError(
        f"{name} has no history: it is not a table of this framework. "
        f"Write `class {name}(ReferenceTable, table=True)` (or TransactionalTable), "
        "or call track(table) on a plain sqlalchemy.Table."
    )


def tracked_or_none(table: Table) -> Tracked | None:
    """The :class:`Tracked` of a table, None where the framework does not keep it."""
    found = getattr(table, _ATTRIBUTE, None)
    return found if isinstance(found, Tracked) else None


def remember(tracked: Tracked) -> None:
    """Let :func:`tracked` find it by its table."""
    setattr(tracked.table, _ATTRIBUTE, tracked)


def attribute_columns(model: Any) -> list[tuple[str, Column[Any]]]:
    """The model's columns by the names they have in Python, in the table's order."""
    if isinstance(model, Table):
        return [(c.key, c) for c in model.columns if c.name not in HIDDEN_COLUMNS]
    by_column = {
        prop.columns[0]: name
        for name, attribute in vars(model).items()
        if isinstance(attribute, InstrumentedAttribute) and hasattr(prop := _property(attribute), "columns")
    }
    return [(by_column[c], c) for c in model.__table__.columns if c in by_column]


def _property(attribute: Any) -> Any:
    # Not attribute.property: of a relationship it configures every mapper, and its other class may follow.
    return attribute.comparator.prop
