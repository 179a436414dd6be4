"""The columns that every table of the framework has."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Optional

from sqlalchemy import FetchedValue, String, Table
from sqlmodel import Field

from .._columns import BatchInForce, Instant, StatementTime
from .._history.tables import track
from .._history.tracked import INACTIVATED_DATE, History
from ..errors import ModelDefinitionError
from .kept import keep_system_columns
from .meta import FrameworkModel


class VersionedModel(FrameworkModel):
    """A model whose table has system time; the base of the two kinds of table."""

    #: What the class says about its history; see :class:`History`.
    __history__: ClassVar[Optional[History]] = None
    #: Whether periods of application time may not overlap; see :class:`TemporalTable`.
    __temporal__: ClassVar[bool] = False
    # Kept by the database: SQLAlchemy reads them back instead of sending them.
    created_at: Optional[datetime] = Field(
        default=None,
        sa_type=Instant,
        nullable=False,
        sa_column_kwargs={"server_default": StatementTime()},
    )
    systime: Optional[datetime] = Field(
        default=None,
        sa_type=Instant,
        nullable=False,
        sa_column_kwargs={"server_default": StatementTime(), "server_onupdate": FetchedValue()},
    )
    batch_id: Optional[str] = Field(
        default=None,
        sa_type=String,
        sa_column_kwargs={"server_default": BatchInForce(), "server_onupdate": FetchedValue()},
    )

    @classmethod
    def __table_made__(cls, table: Table) -> None:
        options = cls.__history__
        if options is not None and not isinstance(options, History):
            raise ModelDefinitionError(
                f"{cls.__name__}.__history__ is {options!r}. Write `__history__ = History(without=[...])`."
            )
        reference = INACTIVATED_DATE in table.columns
        track(table, reference=reference, temporal=cls.__temporal__, options=options)
        keep_system_columns(cls)
