"""SQLModel tables with system time, history, audit and merge, kept by the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._history.tracked import History, Tracked, tracked
from ._tables.quarantine import Quarantine
from ._tables.reference import ReferenceTable
from ._tables.transactional import TransactionalTable
from .errors import (
    BatchChangedError,
    ConstraintError,
    DeploymentError,
    ForeignMarkError,
    GeneratedKeyError,
    KeyShapeError,
    LiveColumnsError,
    MergeCallError,
    MergeError,
    ModelDefinitionError,
    NaiveTimestampError,
    NotOwnerError,
    NotTrackedError,
    PastIsReadOnlyError,
    PastRelationshipError,
    RejectedRowsError,
    SourceColumnsError,
    SqlModelFrameworkError,
    TicketError,
    TransactionRequiredError,
    UnreadableValueError,
    UnsupportedDialectError,
)

if TYPE_CHECKING:
    from ._connectors.engines import postgres_engine, sqlserver_engine
    from ._connectors.exact import exact_times
    from ._deploy.api import ddl, deploy, drop, plan
    from ._deploy.plan import Plan, Step
    from ._history.audit import audit
    from ._history.mark import check_mark
    from ._history.provenance import actor, batch
    from ._history.query import as_of, between, changed_since, watermark
    from ._history.retention import erase, purge
    from ._history.tables import track
    from ._merge.api import merge
    from ._merge.files import csv_rows
    from ._merge.landing import Landing, land
    from ._merge.plan import MergeResult
    from ._migrations import register_alembic
    from ._tables.bronze import BronzeTable
    from ._tables.effective import EffectiveTime, TemporalTable, effective_at
    from ._tables.surrogate import SurrogateKey

__version__ = "1.0.0"

# What a module of tables does not need is loaded when it is first used: imports stay quick.
_LAZY = {
    "actor": "_history.provenance",
    "audit": "_history.audit",
    "batch": "_history.provenance",
    "as_of": "_history.query",
    "between": "_history.query",
    "changed_since": "_history.query",
    "check_mark": "_history.mark",
    "erase": "_history.retention",
    "purge": "_history.retention",
    "watermark": "_history.query",
    "track": "_history.tables",
    "ddl": "_deploy.api",
    "deploy": "_deploy.api",
    "drop": "_deploy.api",
    "plan": "_deploy.api",
    "Plan": "_deploy.plan",
    "Step": "_deploy.plan",
    "csv_rows": "_merge.files",
    "BronzeTable": "_tables.bronze",
    "EffectiveTime": "_tables.effective",
    "TemporalTable": "_tables.effective",
    "effective_at": "_tables.effective",
    "SurrogateKey": "_tables.surrogate",
    "exact_times": "_connectors.exact",
    "postgres_engine": "_connectors.engines",
    "sqlserver_engine": "_connectors.engines",
    "register_alembic": "_migrations",
    "land": "_merge.landing",
    "Landing": "_merge.landing",
    "merge": "_merge.api",
    "MergeResult": "_merge.plan",
}

__all__ = [
    "BatchChangedError",
    "BronzeTable",
    "ConstraintError",
    "DeploymentError",
    "EffectiveTime",
    "ForeignMarkError",
    "GeneratedKeyError",
    "History",
    "KeyShapeError",
    "Landing",
    "LiveColumnsError",
    "MergeCallError",
    "MergeError",
    "MergeResult",
    "ModelDefinitionError",
    "NaiveTimestampError",
    "NotOwnerError",
    "NotTrackedError",
    "PastIsReadOnlyError",
    "PastRelationshipError",
    "Plan",
    "Quarantine",
    "ReferenceTable",
    "RejectedRowsError",
    "SourceColumnsError",
    "SqlModelFrameworkError",
    "Step",
    "SurrogateKey",
    "TemporalTable",
    "TicketError",
    "Tracked",
    "TransactionRequiredError",
    "TransactionalTable",
    "UnreadableValueError",
    "UnsupportedDialectError",
    "actor",
    "as_of",
    "audit",
    "batch",
    "between",
    "changed_since",
    "check_mark",
    "csv_rows",
    "ddl",
    "deploy",
    "drop",
    "effective_at",
    "erase",
    "exact_times",
    "land",
    "merge",
    "plan",
    "postgres_engine",
    "purge",
    "register_alembic",
    "sqlserver_engine",
    "track",
    "tracked",
    "watermark",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
